import type { RedisOptions } from 'ioredis';

/**
 * A client that never repeats anything on its own and never waits for ever. A script that spends permits must not run
 * twice because a socket broke; what is unknown is for the caller to find out.
 */
export const redisOptions = {
  // A command while disconnected fails at once instead of waiting in a queue for a state that may be another by then.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  // Far above the worst script (1,024 items: some 25 ms) also on a machine that is short of time, far below the caller's
  // own deadline: a command that takes longer costs a rebuild.
  commandTimeout: 1_000,
  connectTimeout: 500,
  // Pipelining by the client works in lockstep with the server; groups of messages are the better batch.
  enableAutoPipelining: false,
} as const satisfies RedisOptions;
