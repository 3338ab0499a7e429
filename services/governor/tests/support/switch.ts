import { connect, createServer, type Socket } from 'node:net';
import { findFreePort, LOOPBACK } from '@hustings/dev-env';

/** An address behind which one server can be put in the place of another, as a fail-over does. */
export interface Switch {
  url: string;
  /** Cuts all connections; new ones lead to another port. */
  leadTo(port: number): void;
  stop(): void;
}

export async function startSwitch(port: number): Promise<Switch> {
  let target = port;
  const open = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(target, LOOPBACK);
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
      socket.pipe(other);
    }
  });
  const own = await findFreePort();
  await new Promise<void>((resolve) => server.listen(own, LOOPBACK, resolve));
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `redis://${LOOPBACK}:${own}`,
    leadTo(next) {
      target = next;
      cut();
    },
    stop() {
      server.close();
      cut();
    },
  };
}
