import { connect, createServer, type Socket } from 'node:net';
import { findFreePort, LOOPBACK } from '@hustings/dev-env';

/** A way to a server. */
export interface Relay {
  /** host:port in place of the server's. */
  address: string;
  /** Cuts all connections; new ones are taken. */
  cut(): void;
  stop(): void;
}

/** Leads each connection to the port that `target` names then; what comes back from there is `lateMs` late. */
export async function startRelay(target: () => number, lateMs = 0): Promise<Relay> {
  const open = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(target(), LOOPBACK);
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
    if (lateMs === 0) outgoing.pipe(incoming);
    // Timers of one length fire in the order in which they were set.
    else outgoing.on('data', (chunk) => setTimeout(() => incoming.write(chunk), lateMs));
  });
  const own = await findFreePort();
  await new Promise<void>((resolve) => server.listen(own, LOOPBACK, resolve));
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    address: `${LOOPBACK}:${own}`,
    cut,
    stop() {
      server.close();
      cut();
    },
  };
}
