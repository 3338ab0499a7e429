import { once } from 'node:events';
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TcpProxy } from '../src/faults/tcp-proxy.ts';

let server: Server;
let proxy: TcpProxy;
let seen: string;
const clients: Socket[] = [];

beforeEach(async () => {
  seen = '';
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => socket.write(chunk.toString().toUpperCase()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tap = () => (chunk: Buffer) => {
    seen += chunk.toString();
  };
  proxy = await TcpProxy.listen({ target, tap });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  server.close();
});

/** A connection through the proxy, and what came back so far. */
function connect(): { socket: Socket; heard: () => string; failure: () => string | undefined } {
  const [host = '', port] = proxy.address.split(':');
  const socket = createConnection({ host, port: Number(port) });
  clients.push(socket);
  let heard = '';
  let failure: string | undefined;
  socket.on('data', (chunk) => {
    heard += chunk.toString();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code;
  });
  return { socket, heard: () => heard, failure: () => failure };
}

describe('A proxy between two processes', () => {
  it('passes bytes in both directions and shows what clients send', async () => {
    const { socket, heard } = connect();
    socket.write('hello');
    await vi.waitFor(() => expect(heard()).toBe('HELLO'));
    expect(seen).toBe('hello');
  });

  it('passes the end of a connection on', async () => {
    const { socket, heard } = connect();
    socket.end('bye');
    await once(socket, 'end');
    expect(heard()).toBe('BYE');
    await vi.waitFor(() => expect(proxy.connections).toBe(0));
  });

  it('delays each direction and keeps the order, also when the delay ends in between', async () => {
    const { socket, heard } = connect();
    proxy.setMode({ kind: 'late', ms: 150 });
    const begunMs = performance.now();
    socket.write('a');
    await vi.waitFor(() => expect(seen).toBe('a'));
    expect(heard()).toBe('');
    proxy.setMode({ kind: 'pass' });
    socket.write('b');
    await vi.waitFor(() => expect(heard()).toBe('AB'));
    expect(performance.now() - begunMs).toBeGreaterThanOrEqual(149);
  });

  it('stalls without losing anything', async () => {
    const { socket, heard } = connect();
    socket.write('a');
    await vi.waitFor(() => expect(heard()).toBe('A'));
    proxy.setMode({ kind: 'stall' });
    socket.write('b');
    const other = connect();
    other.socket.write('c');
    // The kernel has taken the bytes, and a third party's round trip shows that nobody else did.
    await vi.waitFor(() => expect(socket.bytesWritten).toBe(2));
    await once(other.socket, 'connect');
    expect([heard(), other.heard()]).toEqual(['A', '']);
    proxy.setMode({ kind: 'pass' });
    await vi.waitFor(() => expect([heard(), other.heard()]).toEqual(['AB', 'C']));
  });

  it('resets what stands, and lets new connections through', async () => {
    const { socket, heard, failure } = connect();
    socket.write('a');
    await vi.waitFor(() => expect(heard()).toBe('A'));
    proxy.reset();
    await vi.waitFor(() => expect(failure()).toBe('ECONNRESET'));
    const next = connect();
    next.socket.write('b');
    await vi.waitFor(() => expect(next.heard()).toBe('B'));
  });

  it('refuses new connections while those that stand go on', async () => {
    const { socket, heard } = connect();
    socket.write('a');
    await vi.waitFor(() => expect(heard()).toBe('A'));
    proxy.setMode({ kind: 'refuse' });
    const next = connect();
    await vi.waitFor(() => expect(next.failure()).toBe('ECONNRESET'));
    socket.write('b');
    await vi.waitFor(() => expect(heard()).toBe('AB'));
  });

  it('resets its clients when the server is gone', async () => {
    const gone = await TcpProxy.listen({ target: '127.0.0.1:9' });
    const [host = '', port] = gone.address.split(':');
    const socket = createConnection({ host, port: Number(port) });
    const [error] = (await once(socket, 'error').catch((cause: Error) => [cause])) as [
      NodeJS.ErrnoException,
    ];
    expect(error.code).toBe('ECONNRESET');
    await gone.close();
  });
});
