import { once } from 'node:events';
import { Client, credentials } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { HealthDefinition } from 'nice-grpc-server-health';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RpcFailure, startGrpcServer } from '../src/index.ts';
import { FRONTS, FrontFixture, request, response, sameBytes, TALK } from './front-fixture.ts';
import { ADMIN } from './rpc-fixture.ts';

/** What is not served directly comes through unchanged, whoever holds the connections. */
describe.each(FRONTS)('a server whose connections are held: %s', (front) => {
  let rpc: FrontFixture;

  beforeEach(async () => {
    rpc = await FrontFixture.start({ front });
  });

  afterEach(() => rpc.stop());

  describe('any other call', () => {
    it('is answered, and its handler knows whose it is', async () => {
      await expect(rpc.as('admin').ask(request('m'))).resolves.toMatchObject({
        messageId: 'm',
        senderId: ADMIN.credentialId,
      });
    });

    it('fails with everything that its failure says', async () => {
      rpc.ask = async () => {
        throw RpcFailure.precondition('NOT_NOW', 'later: ä€𝄞');
      };
      await expect(rpc.as('admin').ask(request('m'))).rejects.toMatchObject({
        reason: 'NOT_NOW',
        code: Status.FAILED_PRECONDITION,
        message: expect.stringContaining('later: ä€𝄞'),
      });
      await expect(rpc.as('nobody').ask(request('m'))).rejects.toMatchObject({
        reason: 'CREDENTIAL_INVALID',
      });
    });

    it('knows how long its caller waits', async () => {
      const client = rpc.as('admin');
      // Connected, so that the time is not over before the call arrives.
      await client.ask(request('m'));
      const aborted = Promise.withResolvers<void>();
      rpc.ask = (_, { signal }) =>
        new Promise(() => signal.addEventListener('abort', () => aborted.resolve()));
      await expect(client.ask(request('m'), { deadline: 500 })).rejects.toMatchObject({
        code: Status.DEADLINE_EXCEEDED,
      });
      await expect(aborted.promise).resolves.toBeUndefined();
    });

    it('streams, and hears when its caller goes away', async () => {
      const seen: string[] = [];
      for await (const { messageId } of rpc.as('admin').watch(request('m'))) seen.push(messageId);
      expect(seen).toEqual(['1', '2', '3']);

      const aborted = Promise.withResolvers<void>();
      rpc.watch = async function* watchForEver(_, { signal }) {
        signal.addEventListener('abort', () => aborted.resolve());
        yield response('first');
        await aborted.promise;
      };
      const controller = new AbortController();
      const answers = rpc
        .as('admin')
        .watch(request('m'), { signal: controller.signal })
        [Symbol.asyncIterator]();
      await expect(answers.next()).resolves.toMatchObject({ value: { messageId: 'first' } });
      controller.abort();
      await expect(aborted.promise).resolves.toBeUndefined();
    });

    it('may have a large answer', async () => {
      const senderId = 'y'.repeat(3 * 1024 * 1024);
      rpc.ask = async ({ messageId }) => response(messageId, senderId);
      const { senderId: got } = await rpc.as('admin').ask(request('m'));
      expect(got).toHaveLength(senderId.length);
    });
  });

  describe('the server', () => {
    it('answers health checks without a credential', async () => {
      const { address } = rpc.server;
      const health = rpc.clients.create(HealthDefinition, { address, token: 'nobody' });
      await expect(health.check({ service: '' })).resolves.toMatchObject({ status: 1 });
      await expect(health.check({ service: 'other' })).rejects.toMatchObject({
        code: Status.NOT_FOUND,
      });
    });

    it('says which services it has', async () => {
      const client = new Client(rpc.server.address, credentials.createInsecure());
      const path = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';
      const call = client.makeBidiStreamRequest(path, sameBytes, sameBytes);
      // ServerReflectionRequest { list_services: "" }
      call.write(Buffer.from([0x3a, 0x00]));
      const [answer] = await once(call, 'data');
      call.end();
      client.close();
      expect(String(answer)).toContain(TALK.fullName);
    });

    it('finishes the calls under way before it stops', async () => {
      const started = Promise.withResolvers<() => void>();
      rpc.say = ({ messageId }, call) => started.resolve(() => call.answer(response(messageId)));
      const call = rpc.as('admin').say(request('m'));
      const answer = await started.promise;
      const stopped = rpc.server.stop();
      answer();
      await expect(call).resolves.toMatchObject({ messageId: 'm' });
      await stopped;
      await expect(rpc.as('admin').say(request('m'))).rejects.toMatchObject({
        code: Status.UNAVAILABLE,
      });
    });

    it('says in one line that its port is taken', async () => {
      const { address } = rpc.server;
      const second = startGrpcServer({ ...rpc.options(), front, address });
      await expect(second).rejects.toThrow(/^cannot listen on 127\.0\.0\.1:\d+: .*port in use\?$/);
    });
  });
});
