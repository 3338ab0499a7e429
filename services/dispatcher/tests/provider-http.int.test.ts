import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { type Provider as Simulator, startProvider } from '@hustings/dev-env';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpProvider } from '../src/adapters/provider-http.ts';

const TIMEOUT_MS = 300;
const MESSAGE = {
  from: '+34911000001',
  to: '+34600000001',
  text: 'Hola',
  links: [{ shown: 'partido.example', targetUrl: 'https://partido.example/' }],
  clientRef: 'msg-1',
};

let simulator: Simulator;
let provider: HttpProvider;

beforeEach(async () => {
  simulator = await startProvider({ webhookSecret: 'secret' });
  provider = new HttpProvider({ url: simulator.url, timeoutMs: TIMEOUT_MS });
});

afterEach(async () => {
  provider.close();
  await simulator.stop();
});

describe('a call over HTTP', () => {
  it('is accepted with the provider’s id', async () => {
    const result = await provider.send(MESSAGE);
    expect(result).toMatchObject({ outcome: 'accepted' });
    expect(simulator.arrivals()[0]).toMatchObject({ from: MESSAGE.from, client_ref: 'msg-1' });
  });

  it('is rejected for good on 400', async () => {
    simulator.setScript({ faults: [{ kind: 'REJECT', code: 'BAD_NUMBER' }] });
    expect(await provider.send(MESSAGE)).toEqual({ outcome: 'rejected', code: 'BAD_NUMBER' });
  });

  it('is rejected for good on 403', async () => {
    simulator.registerAccount({ account: 'a', numbers: [MESSAGE.from], closed: true });
    expect(await provider.send(MESSAGE)).toEqual({ outcome: 'rejected', code: 'ACCOUNT_CLOSED' });
  });

  it('was certainly not taken on 429, which says how long to wait', async () => {
    simulator.setScript({ faults: [{ kind: 'BUSY' }] });
    const result = await provider.send(MESSAGE);
    expect(result).toEqual({ outcome: 'busy', code: 'SCRIPTED', retryAfterMs: 1000 });
  });

  it('was certainly not sent when nobody listens', async () => {
    await simulator.stop();
    const result = await provider.send(MESSAGE);
    expect(result).toMatchObject({ outcome: 'busy', code: 'PROVIDER_UNREACHABLE' });
    simulator = await startProvider({ webhookSecret: 'secret' });
  });

  it.each(['HANG_UP', 'ACCEPT_THEN_HANG_UP'] as const)('is unknown on %s', async (kind) => {
    simulator.setScript({ faults: [{ kind }] });
    const result = await provider.send(MESSAGE);
    expect(result).toEqual({ outcome: 'unknown', code: 'PROVIDER_BROKE_OFF' });
  });

  it('is unknown when no answer comes in time', async () => {
    simulator.setScript({ answerMs: { min: 2000, max: 2000 } });
    const result = await provider.send(MESSAGE);
    expect(result).toEqual({ outcome: 'unknown', code: 'PROVIDER_TIMEOUT' });
  });

  it.each([
    ['a server error', 'HTTP/1.1 500 Oops\r\ncontent-length: 2\r\n\r\n{}', 'HTTP_500'],
    [
      'an acceptance without an id',
      'HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\n{}',
      'UNREADABLE_ANSWER',
    ],
    ['an answer that is no HTTP', 'hello\r\n\r\n', 'PROVIDER_BROKE_OFF'],
    [
      'an answer that breaks off',
      'HTTP/1.1 202 Accepted\r\ncontent-length: 99\r\n\r\n{"id"',
      'PROVIDER_BROKE_OFF',
    ],
  ])('is unknown on %s', async (_, answer, code) => {
    const server = createServer((socket) => {
      socket.once('data', () => socket.end(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const other = new HttpProvider({ url: `http://127.0.0.1:${port}`, timeoutMs: TIMEOUT_MS });
    expect(await other.send(MESSAGE)).toEqual({ outcome: 'unknown', code });
    other.close();
    server.close();
  });
});

describe('a connection that is kept', () => {
  /** How many connections three calls need, one after the other. */
  async function connectionsOf(options: { maxIdleMs?: number }): Promise<number> {
    const server = createHttpServer((request, response) => {
      request.resume();
      response.writeHead(202, { 'content-type': 'application/json' }).end('{"id":"wamid.1"}');
    });
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const url = `http://127.0.0.1:${port}`;
    const other = new HttpProvider({ url, timeoutMs: TIMEOUT_MS, ...options });
    for (const clientRef of ['msg-1', 'msg-2', 'msg-3']) {
      expect(await other.send({ ...MESSAGE, clientRef })).toMatchObject({ outcome: 'accepted' });
    }
    other.close();
    server.close();
    return connections;
  }

  it('is used for one call after the other', async () => {
    expect(await connectionsOf({})).toBe(1);
  });

  it('is not used again when it stood idle for longer than it may', async () => {
    expect(await connectionsOf({ maxIdleMs: 0 })).toBe(3);
  });
});

describe('a look-up', () => {
  it.each([
    { name: 'finds what was accepted', clientRef: 'msg-1', script: {}, found: 'yes' },
    { name: 'does not find what was not', clientRef: 'msg-2', script: {}, found: 'no' },
    {
      name: 'says when it is not offered',
      clientRef: 'msg-1',
      script: { lookup: false },
      found: 'not-offered',
    },
  ])('$name', async ({ clientRef, script, found }) => {
    await provider.send(MESSAGE);
    simulator.setScript(script);
    expect(await provider.lookup(clientRef)).toMatchObject({ found });
  });

  it('says when nobody answers', async () => {
    await simulator.stop();
    expect(await provider.lookup('msg-1')).toEqual({ found: 'no-answer' });
    simulator = await startProvider({ webhookSecret: 'secret' });
  });
});

describe('a verification code', () => {
  it('reaches the number’s inbox', async () => {
    expect(await provider.deliverCode(MESSAGE.from, '123456')).toBe(true);
    expect(simulator.inbox(MESSAGE.from)).toMatchObject([{ code: '123456' }]);
  });

  it('that the provider refuses is reported as not delivered', async () => {
    expect(await provider.deliverCode(MESSAGE.from, '1')).toBe(false);
  });
});
