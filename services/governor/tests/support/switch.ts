import { startRelay } from './relay.ts';

/** An address behind which one server can be put in the place of another, as a fail-over does. */
export interface Switch {
  url: string;
  /** Cuts all connections; new ones lead to another port. */
  leadTo(port: number): void;
  stop(): void;
}

export async function startSwitch(port: number): Promise<Switch> {
  let target = port;
  const relay = await startRelay(() => target);
  return {
    url: `redis://${relay.address}`,
    leadTo(next) {
      target = next;
      relay.cut();
    },
    stop: () => relay.stop(),
  };
}
