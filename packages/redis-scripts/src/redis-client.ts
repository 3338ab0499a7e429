import { setTimeout as delay } from 'node:timers/promises';
import { ReplyError } from 'ioredis';
import { ClusterClient } from './cluster/cluster-client.ts';
import { openConnection, whenReady } from './connection.ts';
import type { ScriptClient } from './script.ts';

/** One Redis or a cluster of them. Commands whose keys share a hash tag are executed in the order of their issue. */
export interface RedisClient extends ScriptClient {
  /** Runs a command on every master; throws when one of them cannot be reached. */
  everywhere(command: string, ...args: (string | number | Buffer)[]): Promise<unknown[]>;
  disconnect(): void;
}

/** For a Redis that is started together with its client, and for a machine that is busy with starting. */
const FIRST_ANSWER_TIMEOUT_MS = 5_000;
const TRY_AGAIN_MS = 100;

/**
 * Connects to the Redis at an address, `redis://host:port`, or to the cluster of which at least two addresses are given,
 * separated by commas; `rediss` for TLS, with user and password where they are needed. Throws when nothing answers for 5 s, and
 * when one address alone belongs to a cluster.
 */
export async function connectRedisClient(
  addresses: string,
  onError: (error: Error) => void,
): Promise<RedisClient> {
  const urls = addresses.split(',').map((address) => address.trim());
  const client =
    urls.length > 1 ? new ClusterClient({ urls, onError }) : singleClient(urls, onError);
  try {
    const replies = await firstAnswer(() => client.everywhere('INFO', 'cluster'));
    const isCluster = replies.some((info) => String(info).includes('cluster_enabled:1'));
    if (isCluster !== urls.length > 1) {
      throw new Error(
        isCluster
          ? 'it is a node of a cluster; name at least two of its nodes, separated by commas'
          : 'it is no cluster; name one address only',
      );
    }
    return client;
  } catch (cause) {
    client.disconnect();
    throw cause;
  }
}

/** Asks until there is an answer. What a Redis itself refuses is final: asking again does not change it. */
async function firstAnswer<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + FIRST_ANSWER_TIMEOUT_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const refused = error instanceof Error && error.cause instanceof ReplyError;
      if (refused || error instanceof ReplyError || performance.now() > deadline) throw error;
      await delay(TRY_AGAIN_MS);
    }
  }
}

function singleClient([url = '']: string[], onError: (error: Error) => void): RedisClient {
  const redis = openConnection(url, onError);
  return {
    callBuffer: (command, ...args) => redis.callBuffer(command, ...args),
    sendCommand: (command) => redis.sendCommand(command),
    async everywhere(command, ...args) {
      await whenReady(redis);
      return [await redis.callBuffer(command, ...args)];
    },
    disconnect: () => redis.disconnect(),
  };
}
