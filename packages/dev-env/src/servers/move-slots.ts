import { LOOPBACK } from './loopback.ts';
import { askNode, type ClusterNode, untilTrue } from './redis-cluster.ts';

/** A key that cannot be moved within this time stays where it is, ms. */
const MIGRATE_TIMEOUT_MS = 5_000;
const KEYS_AT_ONCE = 100;

/** Nodes that are masters now, in the eyes of the first one that answers. */
export async function mastersOf(nodes: readonly ClusterNode[]): Promise<ClusterNode[]> {
  for (const { port } of nodes) {
    const lines = await askNode(port, 'CLUSTER', 'NODES').catch(() => null);
    if (typeof lines !== 'string') continue;
    const ids = lines.split('\n').flatMap((line) => {
      const [id = '', , flags = ''] = line.split(' ');
      return flags.includes('master') && !flags.includes('fail') ? [id] : [];
    });
    return nodes.filter(({ id }) => ids.includes(id));
  }
  throw new Error('no node of the cluster answers');
}

/** The master that serves a slot now. */
export async function ownerOf(nodes: readonly ClusterNode[], slot: number): Promise<ClusterNode> {
  const [asked] = await mastersOf(nodes);
  const ranges = asked && (await askNode(asked.port, 'CLUSTER', 'SLOTS'));
  for (const range of Array.isArray(ranges) ? ranges : []) {
    const [from, to, master] = range;
    const owner = nodes.find(({ id }) => id === String(master?.[2]));
    if (from <= slot && slot <= to && owner) return owner;
  }
  throw new Error(`nobody serves slot ${slot}`);
}

/**
 * Moves a slot with its keys to another master while clients use it, as `redis-cli --cluster reshard` does: the target
 * opens, the source opens, the keys go over, both are told, then the others.
 */
export async function moveSlot(
  nodes: readonly ClusterNode[],
  { slot, to }: { slot: number; to: ClusterNode },
): Promise<void> {
  const from = await ownerOf(nodes, slot);
  if (from.id === to.id) return;
  await askNode(to.port, 'CLUSTER', 'SETSLOT', slot, 'IMPORTING', from.id);
  await askNode(from.port, 'CLUSTER', 'SETSLOT', slot, 'MIGRATING', to.id);
  for (;;) {
    const keys = await askNode(from.port, 'CLUSTER', 'GETKEYSINSLOT', slot, KEYS_AT_ONCE);
    if (!Array.isArray(keys) || keys.length === 0) break;
    const names = keys.map(String);
    const place = [LOOPBACK, to.port, '', 0, MIGRATE_TIMEOUT_MS] as const;
    await askNode(from.port, 'MIGRATE', ...place, 'KEYS', ...names);
  }
  for (const { port } of [to, from, ...(await mastersOf(nodes))]) {
    await askNode(port, 'CLUSTER', 'SETSLOT', slot, 'NODE', to.id);
  }
}

/** Waits until every node that answers sees the replica of a dead master as a master. */
export async function untilPromoted(
  nodes: readonly ClusterNode[],
  replica: ClusterNode,
): Promise<void> {
  const line = new RegExp(`^${replica.id} \\S+ (myself,)?master `, 'm');
  await untilTrue(`${replica.port} is master`, async () => {
    const asked = nodes.map(({ port }) => askNode(port, 'CLUSTER', 'NODES').catch(() => null));
    const views = (await Promise.all(asked)).filter((view) => typeof view === 'string');
    return views.length > 0 && views.every((view) => line.test(view));
  });
}

/** Has a replica take over at once, without asking its master what it has not received yet. */
export async function promote(nodes: readonly ClusterNode[], replica: ClusterNode): Promise<void> {
  await askNode(replica.port, 'CLUSTER', 'FAILOVER', 'TAKEOVER');
  await untilPromoted(nodes, replica);
}
