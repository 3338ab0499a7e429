import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { gzipSync } from 'node:zlib';
import { GetMessageRequest, GetMessageResponse } from '@hustings/contracts/governor';
import { Status } from 'nice-grpc-common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { frameOf } from '../src/front/grpc-frames.ts';
import type { StreamReply } from '../src/index.ts';
import { FRONTS, FrontFixture, METHOD, request, response } from './front-fixture.ts';
import { bytewise, WireClient } from './wire-client.ts';

const HELLO = GetMessageRequest.encode(request('m')).finish();
const PREFIX_BYTES = 5;
const CUT_OFF = 200;
const FRAME_BYTES = 16 * 1024;
const FRAMES = 64;
/** One connection may have a thousand calls at once. */
const MORE_THAN_AT_ONCE = 1_100;

/** What stands on the wire, whoever holds the connections: gRPC over HTTP/2 (PROTOCOL-HTTP2.md), and what breaks it. */
describe.each(FRONTS)('a server whose connections are held: %s', (front) => {
  let rpc: FrontFixture;
  let wire: WireClient;

  beforeEach(async () => {
    rpc = await FrontFixture.start({ front });
    // Known, so that both ways of reading a request are gone.
    await rpc.as('admin').say(request('m'));
    wire = new WireClient(rpc.server.address);
  });

  afterEach(async () => {
    wire.close();
    await rpc.stop();
  });

  const isAnswered = (body: Buffer): void =>
    expect(GetMessageResponse.decode(body.subarray(PREFIX_BYTES))).toMatchObject({
      messageId: 'm',
    });

  it('answers with a status of HTTP, a content type and trailers', async () => {
    const { status, headers, trailers, body } = await wire.call({}, [frameOf(HELLO)]);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/grpc+proto');
    expect(trailers['grpc-status']).toBe('0');
    isAnswered(body);
  });

  it('reads a request that comes byte by byte', async () => {
    const { trailers, body } = await wire.call({}, bytewise(HELLO));
    expect(trailers['grpc-status']).toBe('0');
    isAnswered(body);
  });

  it('reads a compressed request', async () => {
    const frame = frameOf(gzipSync(HELLO));
    frame[0] = 1;
    const { trailers, body } = await wire.call({ 'grpc-encoding': 'gzip' }, [frame]);
    expect(trailers['grpc-status']).toBe('0');
    isAnswered(body);
  });

  it.each([
    ['a content type that is not gRPC', { 'content-type': 'text/plain' }, { status: 415 }],
    ['a method that nobody offers', { ':path': '/other.Service/None' }, Status.UNIMPLEMENTED],
    ['an encoding that nobody knows', { 'grpc-encoding': 'br' }, Status.UNIMPLEMENTED],
    ['a timeout that is none', { 'grpc-timeout': 'soon' }, Status.INTERNAL],
    ['no credential', { authorization: '' }, Status.UNAUTHENTICATED],
  ])('refuses %s', async (_, headers, refusal) => {
    const frame = frameOf(HELLO);
    if ('grpc-encoding' in headers) frame[0] = 1;
    const end = await wire.call(headers, [frame]);
    if (typeof refusal === 'object') expect(end).toMatchObject(refusal);
    else expect(end.trailers['grpc-status']).toBe(String(refusal));
  });

  it.each([
    ['for the direct calls', 'Say'],
    ['for the others', 'Ask'],
  ])('refuses a message that is too large before it has come, %s', async (_, method) => {
    const prefix = frameOf(new Uint8Array(2 * 1024 * 1024)).subarray(0, PREFIX_BYTES);
    const end = await wire.call({ ':path': `${METHOD}/${method}` }, [prefix]);
    expect(end.trailers['grpc-status']).toBe(String(Status.RESOURCE_EXHAUSTED));
  });

  it.each([
    ['at once', '0m'],
    ['while it is worked on', '60m'],
  ])('says when the time of a call is over %s, and its work is given up', async (_, timeout) => {
    rpc.say = () => undefined;
    const end = await wire.call({ 'grpc-timeout': timeout }, [frameOf(HELLO)]);
    expect(end.trailers['grpc-status']).toBe(String(Status.DEADLINE_EXCEEDED));
    rpc.say = (asked, call) => call.answer(response(asked.messageId));
    isAnswered((await wire.call({}, [frameOf(HELLO)])).body);
  });

  it('ends a stream in time, and its method hears no more of it', async () => {
    const opened = Promise.withResolvers<StreamReply<unknown>>();
    rpc.chat = (call) => {
      opened.resolve(call);
      call.readNext();
      return { takeFrame: () => undefined, takeEnd: () => undefined };
    };
    const path = { ':path': `${METHOD}/Chat`, 'grpc-timeout': '100m' };
    const end = await wire.call(path, [frameOf(HELLO)]);
    expect(end.trailers['grpc-status']).toBe(String(Status.DEADLINE_EXCEEDED));
    await vi.waitFor(async () => {
      const text = await rpc.metrics.registry.metrics();
      expect(text).toContain(`{method="${METHOD}/Chat",code="CANCELLED",service="test"} 1`);
    });
    (await opened.promise).end();
  });

  it('reads several frames that came at once one by one, as they are asked for', async () => {
    const seen: string[] = [];
    rpc.chat = (call) => {
      call.readNext();
      return {
        takeFrame: ({ messageId }) => {
          seen.push(messageId);
          setImmediate(() => call.readNext());
        },
        takeEnd: () => call.end(),
      };
    };
    const ids = ['a', 'b', 'c'];
    const frames = ids.map((id) => frameOf(GetMessageRequest.encode(request(id)).finish()));
    const end = await wire.call({ ':path': `${METHOD}/Chat` }, [Buffer.concat(frames)]);
    expect(end.trailers['grpc-status']).toBe('0');
    expect(seen).toEqual(ids);
  });

  it('holds a client back while nobody asks for its frames', async () => {
    rpc.chat = () => ({ takeFrame: () => undefined, takeEnd: () => undefined });
    // Connected: Node pings nobody before.
    await wire.call({}, [frameOf(HELLO)]);
    const stream = wire.stream({ ':path': `${METHOD}/Chat` });
    const frame = frameOf(GetMessageRequest.encode(request('x'.repeat(FRAME_BYTES))).finish());
    for (let count = 0; count < FRAMES; count++) stream.write(frame);
    // Each way there and back lets the other side grant what it grants: a window of 64 KiB would be through after 16 of them.
    for (let count = 0; count < 200; count++) await wire.ping();
    expect(stream.writableLength).toBeGreaterThan((FRAMES * FRAME_BYTES) / 2);
    stream.close();
  });

  it('lets go of calls that it refused, read to their end or not', async () => {
    for (let count = 0; count < MORE_THAN_AT_ONCE; count++) {
      const end = await wire.call({ authorization: 'Bearer nobody' }, [frameOf(HELLO)]);
      expect(end.trailers['grpc-status']).toBe(String(Status.UNAUTHENTICATED));
    }
  });

  it.each(['GET', 'HEAD', 'PUT', 'OPTIONS', 'CONNECT'])(
    'answers %s, or ends it, and goes on',
    async (method) => {
      for (const path of [`${METHOD}/Say`, `${METHOD}/Ask`, '*', '/']) {
        const target = method === 'CONNECT' ? { ':authority': 'elsewhere:1' } : { ':path': path };
        const stream = wire.session.request({
          ':method': method,
          ...target,
          'content-length': '3',
        });
        const closed = new Promise((resolve) => stream.on('close', resolve));
        stream.on('error', () => undefined);
        stream.resume();
        if (!stream.writableEnded) stream.end('abc');
        await closed;
      }
      const { trailers, body } = await wire.call({}, [frameOf(HELLO)]);
      expect(trailers['grpc-status']).toBe('0');
      isAnswered(body);
    },
  );

  it('survives clients that go away, tear streams down or talk nonsense', async () => {
    rpc.say = () => undefined;
    for (const path of ['Say', 'Chat', 'Ask', 'Watch']) {
      for (let count = 0; count < CUT_OFF; count++) {
        const stream = wire.session.request({
          ...{ ':method': 'POST', ':path': `${METHOD}/${path}` },
          ...{ 'content-type': 'application/grpc', authorization: 'Bearer admin' },
        });
        stream.on('error', () => undefined);
        if (count % 2 === 0) stream.write(frameOf(HELLO).subarray(0, count % 8));
        stream.close(count % 3);
      }
    }
    const [host, port] = rpc.server.address.split(':');
    for (const nonsense of [
      'GET / HTTP/1.1\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff',
    ]) {
      const socket = connectTcp({ host, port: Number(port) });
      socket.on('error', () => undefined);
      socket.resume();
      socket.end(Buffer.from(nonsense, 'latin1'));
      await once(socket, 'close');
    }
    wire.close();
    rpc.say = (asked, call) => call.answer(response(asked.messageId));
    await expect(rpc.as('admin').say(request('after'))).resolves.toMatchObject({
      messageId: 'after',
    });
  });
});
