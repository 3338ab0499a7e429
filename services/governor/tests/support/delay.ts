import { connect, createServer, type Socket } from 'node:net';
import { findFreePort, LOOPBACK } from '@hustings/dev-env';

/** A way to a server on which everything that the server says is late. */
export interface LateWay {
  /** host:port in place of the server's. */
  address: string;
  stop(): void;
}

export async function startLateWay(port: number, delayMs: number): Promise<LateWay> {
  const open = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(port, LOOPBACK);
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
    incoming.pipe(outgoing);
    // Timers of one length fire in the order in which they were set.
    outgoing.on('data', (chunk) => setTimeout(() => incoming.write(chunk), delayMs));
  });
  const own = await findFreePort();
  await new Promise<void>((resolve) => server.listen(own, LOOPBACK, resolve));
  return {
    address: `${LOOPBACK}:${own}`,
    stop() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
