import {
  AppealOutcome,
  RemedyServiceDefinition,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import { ActorKind } from '@hustings/contracts/log';
import { OrganisationRegistered, Role } from '@hustings/contracts/registry';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { partitionOf, systemClock } from '@hustings/kernel';
import { Clients } from '@hustings/service-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logStores } from '../src/adapters/log-stores.ts';
import type { ComplaintCommand } from '../src/domain/complaints/commands.ts';
import type { AppealOnRecord } from '../src/domain/complaints/record.ts';
import { activatePolicy, ORGANISATION, SENDER, World } from './world.ts';

const HOUR_US = 3_600_000_000;
const WARNING = `ntc-${SENDER}-1-1`;
const reasons = 'Word for word the same.';
const { APPEAL_OUTCOME_MEASURE_STANDS, APPEAL_OUTCOME_OVERTURNED } = AppealOutcome;

describe('appeals that are manifestly unfounded, by people with credentials of their own', () => {
  let world: World;
  let address: string;
  const clients = new Clients();

  beforeEach(async () => {
    world = await World.create();
    address = (await world.startReplica()).address;
    await activatePolicy(world, address);
    const organisation = { organisationId: ORGANISATION, name: 'B', language: 'es' };
    const data = OrganisationRegistered.encode(
      OrganisationRegistered.fromPartial({ organisation }),
    );
    await world.append(
      { partition: '0', context: 'registry', aggregate: 'organisation', id: ORGANISATION },
      { eventType: 'registry.OrganisationRegistered.v1', data: data.finish() },
    );
  });
  afterEach(() => world.close());

  async function as(role: Role, organisationId = '') {
    const { token, enforcement } = await world.caller(address, role, organisationId);
    return { enforcement, remedy: clients.create(RemedyServiceDefinition, { address, token }) };
  }

  /** What three dismissed appeals would have led to; each of the commands must be accepted. */
  async function told(...commands: ComplaintCommand[]): Promise<void> {
    const partition = partitionOf(ORGANISATION, world.log.layout);
    const target = { id: ORGANISATION, partition, organisationId: ORGANISATION };
    const actor = { kind: ActorKind.ACTOR_KIND_STAFF, id: 'crd-test' };
    for (const command of commands) {
      const meta = { actor, occurredAtUs: systemClock.nowUs(), correlationId: 'test' };
      const done = await logStores(world.log).complaints.execute(target, command, meta);
      expect(done).toMatchObject({ ok: true });
    }
  }

  it('are counted, and the warning needs three of them and a moderator', async () => {
    const [admin, reviewer] = [
      await as(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION),
      await as(Role.ROLE_REVIEWER),
    ];
    const moderator = await as(Role.ROLE_MODERATOR);
    await world.release(10);
    await world.reached('Warned');
    const filed = await admin.enforcement.fileAppeal({ sanctionId: WARNING, grounds: 'No.' });
    const { appealId } = filed;
    const decided = { appealId, manifestlyUnfounded: true, reasons };
    await expect(
      reviewer.enforcement.decideAppeal({ ...decided, outcome: APPEAL_OUTCOME_OVERTURNED }),
    ).rejects.toMatchObject({ reason: 'UNFOUNDED_NOT_DISMISSED' });
    await reviewer.enforcement.decideAppeal({ ...decided, outcome: APPEAL_OUTCOME_MEASURE_STANDS });
    const { appeal } = await admin.remedy.getAppeal({ appealId });
    expect(appeal?.manifestlyUnfounded).toBe(true);
    const { complainant } = await admin.remedy.getComplainant({});
    expect(complainant).toMatchObject({
      decided: 1,
      manifestlyUnfounded: 1,
      pausedUntil: undefined,
    });
    const { notices } = await admin.enforcement.fetchNotices({});
    expect(notices.at(-1)).toMatchObject({
      text: expect.stringContaining(`Su recurso ${appealId} fue desestimado`),
      ...{ language: 'es', nativelyReviewed: false },
    });

    const asked = { organisationId: ORGANISATION, reasons };
    for (const [who, reason] of [
      [admin, 'ROLE_MISSING'],
      [reviewer, 'ROLE_MISSING'],
      [moderator, 'TOO_FEW_UNFOUNDED'],
    ] as const) {
      await expect(who.remedy.warnComplainant(asked)).rejects.toMatchObject({ reason });
    }
    await expect(
      reviewer.remedy.pauseComplaints({ ...asked, until: inHours(1) }),
    ).rejects.toMatchObject({ reason: 'NOT_WARNED' });
    await expect(reviewer.remedy.resumeComplaints(asked)).rejects.toMatchObject({
      reason: 'NOT_PAUSED',
    });
    const rival = await as(Role.ROLE_ORGANISATION_ADMIN, 'org-rival');
    await expect(
      rival.remedy.getComplainant({ organisationId: ORGANISATION }),
    ).rejects.toMatchObject({ reason: 'ORGANISATION_UNKNOWN' });
  });

  it('are paused for a time: repeated ones are refused, a new measure is heard, and somebody else ends it', async () => {
    const admin = await as(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
    const reviewer = await as(Role.ROLE_REVIEWER);
    await world.release(10);
    await world.reached('Warned');
    const file = { sanctionId: WARNING, grounds: 'No.' };
    const { appealId } = await admin.enforcement.fileAppeal(file);
    await admin.remedy.withdrawAppeal({ appealId });

    const nowUs = Number(systemClock.nowUs());
    const order = { organisationId: ORGANISATION, reasons, conflicted: [] };
    const appeals = [1, 2, 3].map((n) => unfounded(n, nowUs - 3 * HOUR_US));
    const later = [...appeals, unfounded(4, nowUs - 10)];
    const deemed = { deemedDeliveredAfterMs: 3_600_000, untilUs: nowUs + HOUR_US };
    await told(
      { type: 'WarnComplainant', ...order, by: 'crd-1', appeals, nowUs: nowUs - 2 * HOUR_US },
      { type: 'PauseComplaints', ...order, ...deemed, by: 'crd-2', appeals: later, nowUs },
    );
    await expect(admin.enforcement.fileAppeal(file)).rejects.toMatchObject({
      reason: 'APPEALS_PAUSED',
    });
    const card = await admin.remedy.getCapabilityCard({
      ...{ subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: SENDER, language: 'en' },
    });
    expect(card.overlays).toEqual(['APPEALS_PAUSED']);
    expect(card.capabilities.find(({ name }) => name === 'APPEAL')?.works).toBe(false);
    const { notices } = await admin.enforcement.fetchNotices({ undeliveredOnly: true });
    const texts = notices.map(({ text }) => text);
    for (const said of ['Advertencia: 3 de sus 3 recursos', 'no se admite ningún recurso más']) {
      expect(texts).toContainEqual(expect.stringContaining(said));
    }
    const again = await admin.enforcement.fetchNotices({ undeliveredOnly: true });
    expect(again.notices).toEqual([]);

    await world.release(10);
    await world.reached('SanctionImposed');
    const sanctionId = `snc-${SENDER}-1-1`;
    await admin.enforcement.fileAppeal({ sanctionId, grounds: 'This one is new.' });

    const ended = await reviewer.remedy.resumeComplaints({ organisationId: ORGANISATION, reasons });
    expect(ended.complainant?.pausedUntil).toBeUndefined();
    await admin.enforcement.fileAppeal(file);
    const { signal } = new AbortController();
    expect(await logStores(world.log).complaints.verifySnapshots('0', signal)).toEqual([]);
    expect(await logStores(world.log).cases.verifySnapshots('0', signal)).toEqual([]);
  });
});

function unfounded(number: number, filedAtUs: number): AppealOnRecord {
  const found = { outcome: 'DISMISSED', reviewer: 'crd-0', manifestlyUnfounded: true } as const;
  return { appealId: `apl-${number}`, filedAtUs, ...found };
}

function inHours(hours: number) {
  return timestampFromUs(systemClock.nowUs() + BigInt(hours * HOUR_US));
}
