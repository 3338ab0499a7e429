import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';

/** Everything that the project starts listens here and nowhere else. */
export const LOOPBACK = '127.0.0.1';

// Below the range that Linux gives to outgoing connections (32768 and up, net.ipv4.ip_local_port_range): a server that
// restarts on its port must not find somebody's connection on it.
const FIRST_PORT = 20_000;
const PORT_COUNT = 12_000;
const PORT_ATTEMPTS = 100;
const PARTS = 8;

const handedOut = new Set<number>();

/**
 * Where a process looks for ports. One that was found free is taken seconds later, when its server has started: workers of the test
 * runner, which do so at the same time, look in parts of the range of their own.
 */
export function portsOf(worker: string | undefined, pid: number): { first: number; count: number } {
  const count = PORT_COUNT / PARTS;
  return { first: FIRST_PORT + (Number(worker ?? pid) % PARTS) * count, count };
}

const own = portsOf(process.env.VITEST_POOL_ID, process.pid);

/** A port that is free at this moment and was not given out before. Whoever uses it must be ready to find it taken. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
    const port = own.first + Math.floor(Math.random() * own.count);
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    if (await isPortFree(port)) return port;
  }
  throw new Error(
    `no free port found on ${LOOPBACK} between ${own.first} and ${own.first + own.count}`,
  );
}

/** True when nobody listens on the port. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, LOOPBACK);
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** Connects, sends a text if there is one, and gives what the server says up to the end of its first line. */
export async function askLine(port: number, question: string, timeoutMs: number): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  const socket = createConnection({ port, host: LOOPBACK, signal });
  socket.setEncoding('utf8');
  if (question !== '') socket.write(question);
  let heard = '';
  for await (const chunk of socket) {
    heard += String(chunk);
    if (heard.includes('\r\n')) return heard.slice(0, heard.indexOf('\r\n'));
  }
  throw new Error(`port ${port} closed the connection`);
}
