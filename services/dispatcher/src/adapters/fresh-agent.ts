import type { AgentOptions, Agent as HttpAgent } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Servers close connections that stand idle: Node's after 5 s, load balancers mostly after a minute, without a word in advance. A call
 * that is written at that moment gets no answer, and its message is uncertain for good. What stood idle for longer than this is not used again.
 */
const MAX_IDLE_MS = 2_000;

type AgentClass = new (options: AgentOptions) => HttpAgent;

/**
 * An agent that keeps connections, and closes those that stood idle for too long before the next call instead of by a timer: a process
 * that is late has late timers.
 */
export interface FreshAgent extends HttpAgent {
  /** Before each call. */
  dropIdle(): void;
}

/**
 * Of `http.Agent` or `https.Agent`; `maxIdleMs` in milliseconds, 0 = no connection is used twice. Idle connections stand in the order in which
 * they became idle, and the youngest is used first.
 */
export function freshAgent(
  Agent: AgentClass,
  options: AgentOptions & { maxIdleMs?: number },
): FreshAgent {
  const { maxIdleMs = MAX_IDLE_MS, ...others } = options;
  const idleSince = new WeakMap<Duplex, number>();

  class Fresh extends Agent implements FreshAgent {
    override keepSocketAlive(socket: Duplex): boolean {
      idleSince.set(socket, performance.now());
      // Typed as returning nothing; it says whether the connection is kept.
      return super.keepSocketAlive(socket) as unknown as boolean;
    }

    dropIdle(): void {
      const latest = performance.now() - maxIdleMs;
      for (const sockets of Object.values(this.freeSockets)) {
        for (const socket of sockets ?? []) {
          if ((idleSince.get(socket) ?? 0) > latest) break;
          socket.destroy();
        }
      }
    }
  }
  return new Fresh({ ...others, keepAlive: true, scheduling: 'lifo' });
}
