import {
  EnforcementServiceDefinition,
  RemedyServiceDefinition,
  Standing,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import { Outcome, Reason } from '@hustings/contracts/governor';
import { Role } from '@hustings/contracts/registry';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { Clients } from '@hustings/service-kit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  expectPromisesKept,
  messageFor,
  numberOf,
  openScene,
  queueAll,
  type Scene,
  untilSettled,
} from './support/scene.ts';

const TIMEOUT_MS = 150_000;
const BOUND = { timeout: 30_000, interval: 50 };
/** Fewer than any rule asks for. */
const WAITING = 30;
const WAITING_FROM = 2_000;
const TEN_MINUTES_MS = 600_000;

let scene: Scene;
let clients: Clients;
let other: string;
beforeEach(async () => {
  scene = await openScene({
    change: ({ enforcement: { ladder } }) => {
      // So long that nothing ends by itself during the test.
      ladder.restriction.durationMs = TEN_MINUTES_MS;
      ladder.appeal.decideWithinMs = TEN_MINUTES_MS;
    },
  });
  clients = new Clients();
  const registry = scene.office.registry(scene.party.adminToken);
  const { campaign } = await registry.createCampaign({ name: 'Honesta' });
  other = campaign?.campaignId ?? '';
}, TIMEOUT_MS);
afterEach(async () => {
  clients.close();
  await scene.close();
});

function enforcement(token: string) {
  const address = scene.stack.fleet.addresses.enforcement;
  return clients.create(EnforcementServiceDefinition, { address, token });
}

/** One text for all with a link that leads elsewhere. */
function misleading(from: number, count: number) {
  return Array.from({ length: count }, (_, index) => ({
    ...messageFor(scene.party, from + index),
    text: 'Confirma tu voto en prueba.example/confirma.',
    links: [{ shown: 'prueba.example/confirma', targetUrl: 'https://premios.example/alta' }],
  }));
}

/** A text of its own for each, in another campaign. */
function honest(from: number, count: number) {
  const party = { ...scene.party, campaignId: other };
  return Array.from({ length: count }, (_, index) => messageFor(party, from + index));
}

async function arrivedOfWaiting(): Promise<string[]> {
  const people = new Set(honest(WAITING_FROM, WAITING).map(({ to }) => to));
  const arrivals = await scene.provider.arrivals();
  return arrivals.filter(({ to }) => people.has(to)).map(({ to }) => to);
}

async function uncertainOfWaiting(): Promise<number> {
  const governor = scene.office.governor(scene.party.toolToken);
  for await (const update of governor.watchCampaign({ campaignId: other })) {
    return Number(update.uncertain);
  }
  return 0;
}

async function send(index: number) {
  const [message] = honest(index, 1);
  return (await scene.office.governor(scene.party.toolToken).send({ message })).result;
}

async function standing() {
  const { adminToken, senderId } = scene.party;
  const subjectKind = SubjectKind.SUBJECT_KIND_SENDER;
  return enforcement(adminToken).getStanding({ subjectKind, subjectId: senderId });
}

/** Breaches the rule, reads the warning, and goes on until the restriction. */
async function untilRestricted() {
  await queueAll(scene, misleading(0, 60));
  const { adminToken } = scene.party;
  await vi.waitFor(async () => {
    expect((await enforcement(adminToken).fetchNotices({})).notices).toHaveLength(1);
  }, BOUND);
  const governor = scene.office.governor(scene.party.toolToken);
  let sent = 60;
  await vi.waitFor(
    async () => {
      const now = await standing();
      if (now.standing === Standing.STANDING_RESTRICTED) return;
      // Whatever it comes to: the restriction may be there already.
      for (const message of misleading(sent, 4)) await governor.send({ message });
      sent += 4;
      throw new Error('not restricted yet');
    },
    { timeout: 60_000, interval: 50 },
  );
  return standing();
}

describe('a restriction that an appeal overturns', () => {
  it('is undone within a minute: what waited arrives and the number sends again', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const { adminToken, toolToken } = scene.party;
    const governor = scene.office.governor(toolToken);
    const lane = { campaignId: other };
    await governor.pauseLane({ lane });
    await queueAll(scene, honest(WAITING_FROM, WAITING));
    const { sanctionId, endsAt } = await untilRestricted();
    const endsAtMs = endsAt ? Number(usFromTimestamp(endsAt) / 1000n) : 0;
    await governor.resumeLane({ lane });
    expect(await send(3_000)).toMatchObject({
      outcome: Outcome.OUTCOME_REFUSED,
      reason: Reason.REASON_RESTRICTED_REPLY_ONLY,
    });
    expect(await arrivedOfWaiting()).toEqual([]);
    // What waits with the misleading link would be a new breach as soon as it may go on.
    await governor.cancelMessages({
      filter: { campaignId: scene.party.campaignId },
      orderKey: 'mended',
    });
    // A hand-off that is recorded after the reversal counts after it.
    await untilSettled(scene);

    const { appealId } = await enforcement(toolToken).fileAppeal({
      ...{ sanctionId, grounds: 'The link was a slip and is mended.', onBehalfOf: 'seat:s-1' },
    });
    const address = scene.stack.fleet.addresses.enforcement;
    const seen = clients.create(RemedyServiceDefinition, { address, token: adminToken });
    expect((await seen.getAppeal({ appealId })).appeal).toMatchObject({ onBehalfOf: 'seat:s-1' });
    const { token: reviewer } = await scene.office
      .registry(scene.office.operatorToken)
      .issueCredential({ label: 'appeals desk', roles: [Role.ROLE_REVIEWER] });
    const decided = await vi.waitFor(
      () =>
        enforcement(reviewer).decideAppeal({
          ...{ appealId, upholdAppeal: true, reasons: 'The link has been mended.' },
        }),
      BOUND,
    );
    const minute = { timeout: 60_000, interval: 50 };
    // A call that an overloaded machine did not answer in time is uncertain: told, and never repeated.
    await vi.waitFor(async () => {
      expect((await arrivedOfWaiting()).length + (await uncertainOfWaiting())).toBe(WAITING);
    }, minute);
    // Uncertain calls are the exception; were none to arrive, nothing would have been restored.
    expect((await arrivedOfWaiting()).length).toBeGreaterThan(WAITING / 2);
    // Not because its time was over: that lasts ten minutes.
    expect(Date.now()).toBeLessThan(endsAtMs);
    expect(await send(3_001)).toMatchObject({ outcome: Outcome.OUTCOME_QUEUED });
    await untilSettled(scene);
    // The message just queued is the other campaign's: what reached the provider is counted after it.
    await untilSettled({ ...scene, party: { ...scene.party, campaignId: other } });
    const after = await seen.getCapabilityCard({
      subjectKind: SubjectKind.SUBJECT_KIND_SENDER,
      subjectId: scene.party.senderId,
    });
    expect(after).toMatchObject({ standing: Standing.STANDING_WARNED, overlays: [] });
    const copies = decided.case?.steps.find(({ name }) => name === 'CopiesMarked')?.text;
    expect(copies).toContain('tool:int-');
    expect(copies).toContain('seat:s-1');
    const { recipients } = await scene.provider.report();
    expect(recipients[numberOf(3_000)]).toBeUndefined();
    const { senders } = await scene.provider.report();
    await expectPromisesKept(scene, senders[scene.party.number]?.accepted ?? 0);
  });
});
