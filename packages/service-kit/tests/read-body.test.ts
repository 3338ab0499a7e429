import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readBody } from '../src/index.ts';

const MAX = 1_000;
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** What the server reads of a request that `write` sends. */
function readOf(write: (send: ReturnType<typeof request>) => void): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((message: IncomingMessage, response) => {
      readBody(message, MAX).then(resolve, reject);
      response.on('error', () => undefined);
    });
    stops.push(() => {
      server.close();
      server.closeAllConnections();
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const send = request({ port, host: '127.0.0.1', method: 'POST' });
      send.on('error', () => undefined);
      write(send);
    });
  });
}

describe('the body of a message', () => {
  it.each([0, 1, MAX])('of %i bytes is read to its end', async (length) => {
    const body = Buffer.alloc(length, 'x');
    expect(await readOf((send) => send.end(body))).toEqual(body);
  });

  it('is put together from its parts', async () => {
    const body = await readOf((send) => {
      send.write('one, ');
      setImmediate(() => send.end('two'));
    });
    expect(String(body)).toBe('one, two');
  });

  it('is null above the bound, before its end', async () => {
    // The rest never comes.
    expect(await readOf((send) => send.write(Buffer.alloc(MAX + 1)))).toBeNull();
  });

  it('fails when the connection breaks off within it', async () => {
    const broken = readOf((send) => {
      send.write('begun');
      send.once('socket', (socket) =>
        socket.once('connect', () => setImmediate(() => send.destroy())),
      );
    });
    await expect(broken).rejects.toThrow(/aborted|broke off/);
  });
});
