import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askNode,
  mastersOf,
  moveSlot,
  ownerOf,
  type RedisCluster,
  startRedisCluster,
  untilPromoted,
} from '../src/servers/index.ts';

/** Slot of the hash tag `{p0g0}`. */
const KEY = 'hustings:{p0g0}:x';

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await startRedisCluster();
});
afterAll(() => cluster.stop());

async function slotOf(key: string): Promise<number> {
  return Number(await askNode(cluster.nodes[0]?.port ?? 0, 'CLUSTER', 'KEYSLOT', key));
}

describe('a local cluster', () => {
  it('has three masters with a replica each, and every slot is served', async () => {
    const masters = await mastersOf(cluster.nodes);
    expect(masters.map(({ id }) => id)).toEqual(cluster.nodes.slice(0, 3).map(({ id }) => id));
    for (const replica of cluster.nodes.slice(3)) {
      const info = String(await askNode(replica.port, 'INFO', 'replication'));
      expect(info).toContain('role:slave');
      expect(info).toContain('master_link_status:up');
    }
  });

  it('moves a slot with its keys', async () => {
    const slot = await slotOf(KEY);
    const from = await ownerOf(cluster.nodes, slot);
    const to = cluster.nodes.slice(0, 3).find(({ id }) => id !== from.id) ?? from;
    await askNode(from.port, 'SET', KEY, 'here');
    await moveSlot(cluster.nodes, { slot, to });
    expect((await ownerOf(cluster.nodes, slot)).id).toBe(to.id);
    expect(await askNode(to.port, 'GET', KEY)).toBe('here');
    await expect(askNode(from.port, 'GET', KEY)).rejects.toThrow(/MOVED/);
  });

  it('goes on with the replica of a master that died', async () => {
    const [master, , , replica] = cluster.nodes;
    if (!master || !replica) throw new Error('six nodes were started');
    await master.kill('SIGKILL');
    await untilPromoted(cluster.nodes, replica);
    expect((await mastersOf(cluster.nodes)).map(({ id }) => id)).toContain(replica.id);
  });
});
