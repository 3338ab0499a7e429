import { findServer } from './binaries.ts';
import { askLine, LOOPBACK } from './loopback.ts';
import {
  type ServerKind,
  type ServerOptions,
  type ServerProcess,
  startServer,
} from './server-process.ts';

const ANSWER_TIMEOUT_MS = 1_000;

/**
 * Starts a `redis-server` without persistence that refuses writes rather than evict a key. It comes back empty from
 * every restart, as the services must be able to bear. Throws a `ServerFault`.
 */
export function startRedis(options: ServerOptions = {}): Promise<ServerProcess> {
  return startServer(REDIS, options);
}

const REDIS: ServerKind = {
  name: 'redis',
  urlVariable: 'REDIS_URL',
  url: (port) => `redis://${LOOPBACK}:${port}`,
  command: ({ port, dir }) => ({
    command: findServer('redis-server'),
    args: [
      ...['--bind', LOOPBACK, '--port', String(port), '--dir', dir],
      ...['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'],
    ],
  }),
  check: async (port) => {
    const answer = await askLine(port, 'PING\r\n', ANSWER_TIMEOUT_MS);
    if (answer !== '+PONG') throw new Error(answer);
  },
  explain: () => null,
};
