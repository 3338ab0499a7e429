import { type RedisCluster, startRedisCluster } from '@hustings/dev-env/servers';
import { afterAll, beforeAll, inject } from 'vitest';
import { type LuaGate, luaGate } from '../lua-gates.ts';

/** A Redis on which the scripts must behave as on every other. */
export interface LuaStore {
  name: string;
  url: () => string;
}

/** One server, shared by all files, and a cluster that lives as long as the file that asks for it. */
export function luaStores(): LuaStore[] {
  let cluster: RedisCluster | undefined;
  beforeAll(async () => {
    cluster = await startRedisCluster({ replicas: false });
  });
  afterAll(() => cluster?.stop());
  return [
    { name: 'one server', url: () => inject('redisUrl') },
    { name: 'a cluster', url: () => cluster?.url ?? '' },
  ];
}

/** The scripts on each of these stores, as tables of implementations list them. */
export function luaGates(): { name: string; open: () => Promise<LuaGate> }[] {
  return luaStores().map(({ name, url }) => ({
    name: `the scripts on ${name}`,
    open: () => luaGate(url()),
  }));
}
