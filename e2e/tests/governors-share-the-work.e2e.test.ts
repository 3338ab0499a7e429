import {
  GovernorServiceDefinition,
  type OutboundMessage,
  Outcome,
} from '@hustings/contracts/governor';
import type { FleetMember } from '@hustings/dev-env';
import { connectEventLog, openShareStore } from '@hustings/event-log';
import { gateOf, partitionOf } from '@hustings/kernel';
import { Clients, connectNats, RpcFailure } from '@hustings/service-kit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  expectPromisesKept,
  messageFor,
  openScene,
  queueAll,
  type Scene,
  untilSettled,
} from './support/scene.ts';

const MESSAGES = 400;
const TIMEOUT_MS = 180_000;
/** The lease of four seconds, a round in which it is noticed, the rebuild, and a machine that is short of time. */
const MOVES_ON_WITHIN_MS = 20_000;

let scene: Scene;
let clients: Clients;
beforeEach(async () => {
  scene = await openScene({ governors: 3 });
  clients = new Clients();
}, TIMEOUT_MS);
afterEach(async () => {
  clients.close();
  await scene.close();
});

async function accepted(): Promise<number> {
  return (await scene.provider.report()).senders[scene.party.number]?.accepted ?? 0;
}

async function untilAccepted(count: number, timeout: number): Promise<void> {
  await expect.poll(accepted, { timeout, interval: 50 }).toBeGreaterThanOrEqual(count);
}

/** The governor whose lane the party's messages stand in: the only one that has a gate with messages. */
async function servingGovernor(): Promise<FleetMember> {
  const nc = await connectNats(scene.stack.natsUrl, 'test');
  try {
    const store = await openShareStore(nc);
    const { table } = await store.table();
    const members = await store.members();
    const { layout } = await connectEventLog(nc);
    const { organisationId } = scene.party;
    const owner = table[`${partitionOf(organisationId, layout)}.${gateOf(organisationId, layout)}`];
    const address = members.find(({ id }) => id === owner)?.address;
    const found = scene.stack.fleet.governors.find((governor) => governor.address === address);
    if (found === undefined) throw new Error('nobody serves the party');
    return found;
  } finally {
    await nc.close();
  }
}

/** Sends through one governor, one by one, with the same key until it is answered: as a tool does. */
async function sendAll(governor: FleetMember, messages: OutboundMessage[]): Promise<void> {
  const { address } = governor;
  const client = clients.create(GovernorServiceDefinition, {
    address,
    token: scene.party.toolToken,
  });
  for (const message of messages) {
    await vi.waitFor(
      async () => {
        const { result } = await client.send({ message }).catch((error: unknown) => {
          expect(error).toBeInstanceOf(RpcFailure);
          throw error;
        });
        expect(result?.outcome).toBe(Outcome.OUTCOME_QUEUED);
      },
      { timeout: 30_000, interval: 200 },
    );
  }
}

describe('of three governors', () => {
  it('one is killed and one drains, under load: lanes move on, everything goes out once', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const all = Array.from({ length: MESSAGES }, (_, index) => messageFor(scene.party, index));
    const { governors } = scene.stack.fleet;
    await queueAll(scene, all.slice(0, 300));
    await untilAccepted(40, 30_000);

    const killed = await servingGovernor();
    const others = governors.filter((governor) => governor !== killed);
    const [witness] = others;
    if (witness === undefined) throw new Error('three governors were started');
    const sending = sendAll(witness, all.slice(300, 350));
    const killedAtMs = performance.now();
    await killed.kill('SIGKILL');
    await untilAccepted((await accepted()) + 25, MOVES_ON_WITHIN_MS);
    const stoodStillMs = Math.round(performance.now() - killedAtMs);
    await sending;

    const drained = await servingGovernor();
    expect(drained).not.toBe(killed);
    const rest = others.find((governor) => governor !== drained) ?? witness;
    const more = sendAll(rest, all.slice(350));
    await drained.kill('SIGTERM');
    await untilAccepted((await accepted()) + 20, MOVES_ON_WITHIN_MS);
    await more;
    expect(await servingGovernor()).toBe(rest);

    await killed.restart();
    await drained.restart();
    await untilSettled(scene);
    await expectPromisesKept(scene, MESSAGES);
    process.stderr.write(`a killed governor's lane went on after ${stoodStillMs} ms\n`);
  });
});
