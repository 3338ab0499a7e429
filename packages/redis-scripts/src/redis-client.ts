import { Redis } from 'ioredis';
import { ClusterClient } from './cluster/cluster-client.ts';
import { redisOptions } from './redis-options.ts';
import type { ScriptClient } from './script.ts';

/** One Redis or a cluster of them. Commands whose keys share a hash tag are executed in the order of their issue. */
export interface RedisClient extends ScriptClient {
  /** Runs a command on every master; throws when one of them cannot be reached. */
  everywhere(command: string, ...args: (string | number | Buffer)[]): Promise<unknown[]>;
  disconnect(): void;
}

/** A Redis that went away is looked for this often. */
const RECONNECT_MS = 100;

/**
 * Connects to the Redis at an address, `redis://host:port`, or to the cluster of which at least two addresses are given,
 * separated by commas; `rediss` for TLS, with user and password where they are needed. Throws when nothing answers, and
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
    const replies = await client.everywhere('INFO', 'cluster');
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

function singleClient([url = '']: string[], onError: (error: Error) => void): RedisClient {
  const retryStrategy = (): number => RECONNECT_MS;
  const redis = new Redis(url, { ...redisOptions, lazyConnect: true, retryStrategy });
  redis.on('error', onError);
  let connected: Promise<void> | null = null;
  return {
    callBuffer: (command, ...args) => redis.callBuffer(command, ...args),
    sendCommand: (command) => redis.sendCommand(command),
    async everywhere(command, ...args) {
      connected ??= redis.connect();
      await connected;
      return [await redis.callBuffer(command, ...args)];
    },
    disconnect: () => redis.disconnect(),
  };
}
