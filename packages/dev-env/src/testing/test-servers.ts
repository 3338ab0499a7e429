import type { TestProject } from 'vitest/node';
import { startNats } from '../servers/nats.ts';
import { startRedis } from '../servers/redis.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A NATS server that lives for the whole run. Its streams are everybody's: only for tests that create none. */
    natsUrl: string;
    /** A Redis server that lives for the whole run. Its keys are everybody's: use names that no other file uses. */
    redisUrl: string;
  }
}

/**
 * Global set-up of the test run: one NATS and one Redis, read with `inject('natsUrl')`. A test that installs the
 * streams of the event log starts a server of its own with `startNats`, which takes some 40 ms.
 */
export async function testServers(project: TestProject): Promise<() => Promise<void>> {
  const servers = await Promise.all([startNats(), startRedis()]);
  project.provide('natsUrl', servers[0].url);
  project.provide('redisUrl', servers[1].url);
  return async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
}

export default testServers;
