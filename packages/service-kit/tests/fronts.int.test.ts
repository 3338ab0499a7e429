import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { present } from '@hustings/kernel';
import { Status } from 'nice-grpc-common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RpcFailure, type StreamReply, type UnaryReply } from '../src/index.ts';
import { FRONTS, FrontFixture, METHOD, request, response, sameBytes } from './front-fixture.ts';
import { ADMIN } from './rpc-fixture.ts';

const UNARY_LIMIT_MS = 300;
const CALLS = 500;
const FRAMES = 200;

/** Connections held by the calls' own thread or by another: nobody outside can tell. */
describe.each(FRONTS)('a server whose connections are held: %s', (front) => {
  let rpc: FrontFixture;

  beforeEach(async () => {
    rpc = await FrontFixture.start({ front, unaryLimitMs: UNARY_LIMIT_MS });
  });

  afterEach(() => rpc.stop());

  describe('a direct call', () => {
    it('is answered, and its method knows whose it is', async () => {
      const client = rpc.as('admin');
      // The second is read at once, because its credential is known by then.
      for (const messageId of ['one', 'two']) {
        await expect(client.say(request(messageId))).resolves.toMatchObject({
          messageId,
          senderId: ADMIN.credentialId,
        });
      }
    });

    it('gets its own answer among many, in whatever order they come', async () => {
      const waiting: (() => void)[] = [];
      rpc.say = ({ messageId }, call) => {
        waiting.push(() => call.answer(response(messageId)));
        if (waiting.length === CALLS) for (const answer of waiting.reverse()) answer();
      };
      rpc.principals.set('other', { ...ADMIN, credentialId: 'crd-2' });
      const clients = [rpc.as('admin'), rpc.as('other')];
      const calls = Array.from({ length: CALLS }, async (_, at) => {
        const client = present(clients[at % clients.length], 'one of the two');
        const { messageId } = await client.say(request(`m${at}`));
        expect(messageId).toBe(`m${at}`);
      });
      await Promise.all(calls);
    });

    it.for([
      ['an unknown credential', 'nobody', 'CREDENTIAL_INVALID'],
      ['an empty one', '', 'CREDENTIAL_MISSING'],
      ['one longer than any', 'x'.repeat(2_000), 'CREDENTIAL_INVALID'],
    ] as const)('is refused for %s, unread', async ([, token, reason]) => {
      const seen = vi.spyOn(rpc, 'say');
      await expect(rpc.as(token).say(request('m'))).rejects.toMatchObject({
        reason,
        code: Status.UNAUTHENTICATED,
      });
      expect(seen).not.toHaveBeenCalled();
    });

    it('is refused for a credential that was known a moment ago', async () => {
      const client = rpc.as('admin');
      await client.say(request('m'));
      await client.say(request('m'));
      rpc.principals.delete('admin');
      await expect(client.say(request('m'))).rejects.toMatchObject({
        reason: 'CREDENTIAL_INVALID',
      });
    });

    it('with a credential that is not known yet is to be repeated', async () => {
      rpc.caughtUp = false;
      await expect(rpc.as('nobody').say(request('m'))).rejects.toMatchObject({
        reason: 'CREDENTIALS_LOADING',
        code: Status.UNAVAILABLE,
      });
    });

    it('fails with everything that its failure says', async () => {
      const failure = RpcFailure.invalid('NOT_THIS', 'say something else: ä€𝄞', [
        { field: 'message_id', description: 'must be another' },
      ]);
      rpc.say = () => {
        throw failure;
      };
      const { code, reason, message, violations } = failure;
      await expect(rpc.as('admin').say(request('m'))).rejects.toMatchObject({
        ...{ code, reason, violations },
        message: expect.stringContaining(message),
      });
    });

    it('ends when it takes too long, and its late answer is dropped', async () => {
      const late = Promise.withResolvers<UnaryReply<ReturnType<typeof response>>>();
      rpc.say = (_, call) => late.resolve(call);
      await expect(rpc.as('admin', 60_000).say(request('m'))).rejects.toMatchObject({
        code: Status.DEADLINE_EXCEEDED,
        message: expect.stringContaining(`${UNARY_LIMIT_MS} ms`),
      });
      (await late.promise).answer(response('late'));
      rpc.say = (_, call) => call.answer(response('next'));
      await expect(rpc.as('admin').say(request('m'))).resolves.toMatchObject({ messageId: 'next' });
    });

    it('is counted by method and code, also when its caller goes away', async () => {
      const client = rpc.as('admin');
      await client.say(request('m'));
      rpc.say = () => undefined;
      await expect(client.say(request('m'), { deadline: 50 })).rejects.toMatchObject({
        code: Status.DEADLINE_EXCEEDED,
      });
      await vi.waitFor(async () => {
        const text = await rpc.metrics.registry.metrics();
        expect(text).toContain(`{method="${METHOD}/Say",code="OK",service="test"} 1`);
        expect(text).toContain(`{method="${METHOD}/Say",code="CANCELLED",service="test"} 1`);
      });
    });

    it('that is too large is refused', async () => {
      const client = rpc.as('admin');
      await client.say(request('m'));
      const huge = request('x'.repeat(1024 * 1024 + 1));
      await expect(client.say(huge)).rejects.toMatchObject({ code: Status.RESOURCE_EXHAUSTED });
    });

    it('without a request is refused, whether its credential is known or not', async () => {
      for (const _ of ['unknown', 'known']) {
        const failure = await callRaw(rpc, []);
        expect(failure).toMatchObject({ code: Status.UNIMPLEMENTED });
        await rpc.as('admin').say(request('m'));
      }
    });

    it('is refused for a request that is no message of the contract', async () => {
      await rpc.as('admin').say(request('m'));
      const failure = await callRaw(rpc, [Buffer.from([0xff, 0xff, 0xff])]);
      const code = front === 'thread' ? Status.INVALID_ARGUMENT : Status.INTERNAL;
      expect(failure).toMatchObject({ code });
      await expect(rpc.as('admin').say(request('next'))).resolves.toBeDefined();
    });

    it('may be as large as is allowed, and so may its answer', async () => {
      const messageId = 'x'.repeat(1024 * 1024 - 100);
      await expect(rpc.as('admin').say(request(messageId))).resolves.toMatchObject({ messageId });
    });
  });

  describe('a direct stream', () => {
    it('carries frames both ways in their order, until its client ends it', async () => {
      const sent = Array.from({ length: FRAMES }, (_, at) => `f${at}`);
      const received: string[] = [];
      for await (const { messageId, senderId } of rpc.as('admin').chat(frames(sent))) {
        expect(senderId).toBe(ADMIN.credentialId);
        received.push(messageId);
      }
      expect(received).toEqual(sent);
    });

    it('is not read on while nobody asks', async () => {
      const opened = Promise.withResolvers<StreamReply<ReturnType<typeof response>>>();
      const seen: string[] = [];
      rpc.chat = (call) => {
        opened.resolve(call);
        return {
          takeFrame: ({ messageId }) => void seen.push(messageId),
          takeEnd: () => call.end(),
        };
      };
      const answers = rpc
        .as('admin')
        .chat(frames(['one', 'two']))
        [Symbol.asyncIterator]();
      const end = answers.next();
      const call = await opened.promise;
      // Both frames are on this side by the time that a call made after them has been answered.
      await rpc.as('admin').say(request('m'));
      expect(seen).toEqual([]);
      call.readNext();
      await vi.waitFor(() => expect(seen).toEqual(['one']));
      call.readNext();
      await vi.waitFor(() => expect(seen).toEqual(['one', 'two']));
      call.readNext();
      await expect(end).resolves.toMatchObject({ done: true });
    });

    it.for([
      [
        'at its beginning',
        () => {
          throw RpcFailure.denied('NOT_YOU', 'somebody else may');
        },
      ],
      [
        'later',
        (call: StreamReply<unknown>) => {
          call.readNext();
          return {
            takeFrame: () => call.fail(RpcFailure.denied('NOT_YOU', 'somebody else may')),
            takeEnd: () => undefined,
          };
        },
      ],
    ] as const)('that fails %s says why', async ([, chat]) => {
      rpc.chat = chat;
      const first = rpc
        .as('admin')
        .chat(frames(['one']))
        [Symbol.asyncIterator]()
        .next();
      await expect(first).rejects.toMatchObject({
        reason: 'NOT_YOU',
        code: Status.PERMISSION_DENIED,
      });
    });

    it('is counted as given up when its client goes away', async () => {
      rpc.chat = (call) => {
        call.readNext();
        return {
          takeFrame: ({ messageId }) => call.write(response(messageId), () => call.readNext()),
          takeEnd: () => undefined,
        };
      };
      const controller = new AbortController();
      const { signal } = controller;
      const answers = rpc.as('admin').chat(endless(), { signal })[Symbol.asyncIterator]();
      await answers.next();
      controller.abort();
      await expect(answers.next()).rejects.toThrow(/abort/i);
      await vi.waitFor(async () => {
        const text = await rpc.metrics.registry.metrics();
        expect(text).toContain(`{method="${METHOD}/Chat",code="CANCELLED",service="test"} 1`);
      });
    });
  });
});

/** Calls the direct unary method with these bytes for requests; why it failed. */
async function callRaw(rpc: FrontFixture, requests: readonly Buffer[]): Promise<unknown> {
  const client = new Client(rpc.server.address, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('authorization', 'Bearer admin');
  const failure = await new Promise((resolve) => {
    const call = client.makeClientStreamRequest(
      `${METHOD}/Say`,
      ...([sameBytes, sameBytes, metadata] as const),
      (error) => resolve(error),
    );
    for (const bytes of requests) call.write(bytes);
    call.end();
  });
  client.close();
  return failure;
}

async function* frames(ids: readonly string[]) {
  for (const id of ids) yield request(id);
}

async function* endless() {
  yield request('first');
  await new Promise(() => undefined);
}
