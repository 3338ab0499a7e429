import { findServer } from './binaries.ts';
import { askLine, LOOPBACK } from './loopback.ts';
import {
  type ServerKind,
  type ServerOptions,
  type ServerProcess,
  startServer,
} from './server-process.ts';

const ANSWER_TIMEOUT_MS = 1_000;

export interface RedisOptions extends ServerOptions {
  /** Saves a snapshot each second in which something changed, and comes back with the last one. */
  snapshots?: boolean;
}

/**
 * Starts a `redis-server` that refuses writes rather than evict a key. Unless it keeps snapshots it comes back empty from
 * every restart, as the services must be able to bear. Throws a `ServerFault`.
 */
export function startRedis(options: RedisOptions = {}): Promise<ServerProcess> {
  return startServer(redisKind(options.snapshots ? '1 1' : ''), options);
}

/** How a `redis-server` is started and asked; a node of a cluster differs in its command line only. */
export function redisKind(save: string): ServerKind {
  return {
    name: 'redis',
    urlVariable: 'REDIS_URL',
    url: (port) => `redis://${LOOPBACK}:${port}`,
    command: ({ port, dir }) => ({
      command: findServer('redis-server'),
      args: [
        ...['--bind', LOOPBACK, '--port', String(port), '--dir', dir],
        ...['--save', save, '--appendonly', 'no', '--maxmemory-policy', 'noeviction'],
      ],
    }),
    check: async (port) => {
      const answer = await askLine(port, 'PING\r\n', ANSWER_TIMEOUT_MS);
      if (answer !== '+PONG') throw new Error(answer);
    },
    explain: () => null,
  };
}
