import {
  askNode,
  type ClusterNode,
  moveSlot,
  ownerOf,
  type RedisCluster,
  startRedisCluster,
  untilPromoted,
} from '@hustings/dev-env/servers';
import { connectEventLog } from '@hustings/event-log';
import { gateOf, partitionOf } from '@hustings/kernel';
import { connectNats } from '@hustings/service-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  expectPromisesKept,
  messageFor,
  openScene,
  queueAll,
  type Scene,
  untilSettled,
} from './support/scene.ts';

const MESSAGES = 120;
const TIMEOUT_MS = 120_000;

let cluster: RedisCluster;
let scene: Scene;
beforeEach(async () => {
  cluster = await startRedisCluster();
  scene = await openScene({ redisUrl: cluster.url });
}, TIMEOUT_MS);
afterEach(async () => {
  await scene?.close();
  await cluster?.stop();
});

async function takenByProvider(): Promise<number> {
  return (await scene.provider.report()).senders[scene.party.number]?.accepted ?? 0;
}

async function untilTaken(count: number): Promise<void> {
  await expect
    .poll(takenByProvider, { timeout: 60_000, interval: 20 })
    .toBeGreaterThanOrEqual(count);
}

/** Slot of the gate that decides about the party's messages. */
async function slotOfGate(): Promise<number> {
  const nc = await connectNats(scene.stack.natsUrl, 'test');
  const { layout } = await connectEventLog(nc);
  await nc.close();
  const { organisationId } = scene.party;
  const tag = `{p${partitionOf(organisationId, layout)}g${gateOf(organisationId, layout)}}`;
  return Number(await askNode(cluster.nodes[5]?.port ?? 0, 'CLUSTER', 'KEYSLOT', tag));
}

function replicaOf(master: ClusterNode): ClusterNode {
  const replica = cluster.nodes[cluster.nodes.indexOf(master) + 3];
  if (!replica) throw new Error('every master of the start has a replica');
  return replica;
}

function messages(): ReturnType<typeof messageFor>[] {
  return Array.from({ length: MESSAGES }, (_, index) => messageFor(scene.party, index));
}

describe('on a Redis Cluster every queued message goes out once and within its limit', () => {
  it('while the slots of its gate and of the list of opt-outs move back and forth', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const slots = [
      await slotOfGate(),
      Number(await askNode(cluster.nodes[0]?.port ?? 0, 'CLUSTER', 'KEYSLOT', '{all}')),
    ];
    await queueAll(scene, messages());
    for (let move = 0; (await takenByProvider()) < MESSAGES - 20; move++) {
      const to = cluster.nodes[move % 3];
      for (const slot of slots) if (to) await moveSlot(cluster.nodes, { slot, to });
    }
    await untilSettled(scene);
    await expectPromisesKept(scene, MESSAGES);
  });

  it('when the master of its gate is killed and its replica takes over', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const master = await ownerOf(cluster.nodes, await slotOfGate());
    await queueAll(scene, messages());
    await untilTaken(40);
    await master.kill('SIGKILL');
    await untilPromoted(cluster.nodes, replicaOf(master));
    await untilSettled(scene);
    await expectPromisesKept(scene, MESSAGES);
  });

  it('when the replica that takes over has missed the last writes', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const master = await ownerOf(cluster.nodes, await slotOfGate());
    await queueAll(scene, messages());
    await untilTaken(20);
    await replicaOf(master).kill('SIGSTOP');
    await untilTaken(50);
    await master.kill('SIGKILL');
    await replicaOf(master).kill('SIGCONT');
    await untilPromoted(cluster.nodes, replicaOf(master));
    await untilSettled(scene);
    await expectPromisesKept(scene, MESSAGES);
  });
});
