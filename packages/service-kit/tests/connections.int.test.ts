import { once } from 'node:events';
import { constants } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { Status } from 'nice-grpc-common';
import { afterEach, describe, expect, it } from 'vitest';
import { CallRelay } from '../src/front/call-relay.ts';
import { Connections, type OnCall } from '../src/front/connections.ts';
import { frameOf } from '../src/front/grpc-frames.ts';
import { FrontFixture, METHOD } from './front-fixture.ts';
import { WireClient } from './wire-client.ts';

const LIMITS = { keepaliveTimeMs: 20, keepaliveTimeoutMs: 200, maxConcurrentStreams: 10 };
/** Preface and empty SETTINGS (RFC 9113, 3.4 and 6.5). */
const PREFACE = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);
const LONG_MS = 60_000;

describe('connections', () => {
  const ends: (() => unknown)[] = [];

  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function listen(onCall: OnCall, limits = LIMITS): Promise<[Connections, string]> {
    const connections = new Connections(limits, onCall);
    const port = await connections.listen('127.0.0.1:0');
    ends.push(() => connections.stop(0));
    return [connections, `127.0.0.1:${port}`];
  }

  function clientOf(address: string): WireClient {
    const client = new WireClient(address);
    ends.push(() => client.close());
    return client;
  }

  it('are cut when the other side is silent', async () => {
    const [, address] = await listen(() => undefined);
    const silent: Socket = connectTcp({ host: '127.0.0.1', port: Number(address.split(':')[1]) });
    silent.write(PREFACE);
    silent.resume();
    await expect(once(silent, 'close')).resolves.toBeDefined();
  });

  it('stay as long as the other side answers, calls or none', async () => {
    const [, address] = await listen((stream) =>
      stream.respond({ ':status': 200 }, { endStream: true }),
    );
    const client = clientOf(address);
    // Each ping of the server that is answered lets the next one come.
    let pings = 0;
    const many = new Promise<void>((resolve) => {
      client.session.on('ping', () => {
        pings += 1;
        if (pings === 30) resolve();
      });
    });
    await many;
    await expect(client.call({}, [])).resolves.toMatchObject({ status: 200 });
  });

  it('let calls end at a stop, and cut those that do not', async () => {
    const begun = Promise.withResolvers<() => void>();
    const [connections, address] = await listen((stream, headers) => {
      if (headers[':path'] === '/slow')
        begun.resolve(() => stream.respond({ ':status': 200 }, { endStream: true }));
    });
    const slow = clientOf(address).call({ ':path': '/slow' }, []);
    const stuck = clientOf(address).call({ ':path': '/stuck' }, []);
    const answer = await begun.promise;
    const stopped = connections.stop(300);
    answer();
    await expect(slow).resolves.toMatchObject({ status: 200, rstCode: 0 });
    await stopped;
    await expect(stuck).resolves.toMatchObject({ status: 0 });
    const refused = connectTcp({ host: '127.0.0.1', port: Number(address.split(':')[1]) });
    await expect(once(refused, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('end a call that cannot be served, and no other', async () => {
    const [, address] = await listen((stream, headers) => {
      if (headers[':path'] === '/broken') throw new Error('a fault');
      stream.respond({ ':status': 200 }, { endStream: true });
    });
    const client = clientOf(address);
    await expect(client.call({ ':path': '/broken' }, [])).resolves.toMatchObject({
      rstCode: constants.NGHTTP2_INTERNAL_ERROR,
    });
    await expect(client.call({ ':path': '/well' }, [])).resolves.toMatchObject({ status: 200 });
  });

  it('tell at once that the server behind cannot be reached, and reach it when it is back', async () => {
    const first = await FrontFixture.start({});
    const { address: inner } = first.server;
    const relay = new CallRelay(inner);
    ends.push(() => relay.close());
    const [, address] = await listen((stream, headers) => relay.pass(stream, headers), {
      ...LIMITS,
      keepaliveTimeMs: LONG_MS,
    });
    const client = clientOf(address);
    const ask = () =>
      client.call({ ':path': `${METHOD}/Ask` }, [frameOf(Buffer.from([0x0a, 0x01, 0x6d]))]);
    await expect(ask()).resolves.toMatchObject({ trailers: { 'grpc-status': '0' } });
    await first.stop();
    await expect(ask()).resolves.toMatchObject({
      trailers: { 'grpc-status': String(Status.UNAVAILABLE) },
    });
    const second = await FrontFixture.start({ address: inner });
    ends.push(() => second.stop());
    await expect(ask()).resolves.toMatchObject({ trailers: { 'grpc-status': '0' } });
  });
});
