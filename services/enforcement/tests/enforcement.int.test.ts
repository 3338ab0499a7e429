import { Standing, SubjectKind } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { gateOf } from '@hustings/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logStores } from '../src/adapters/log-stores.ts';
import { activatePolicy, LADDER, ORGANISATION, SENDER, World } from './world.ts';

const BOUND = { timeout: 10_000, interval: 25 };
const sender = { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: SENDER };

const WARNING = ['CaseOpened', 'EvidenceAdded', 'NoticeIssued', 'Warned'];
const DELIVERY = ['NoticeDelivered', 'WarningDelivered'];
const RESTRICTION = ['EvidenceAdded', 'NoticeIssued', 'SanctionImposed'];

describe('enforcement on a real log', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.create();
  });

  afterEach(async () => {
    await world.close();
  });

  it('warns, restricts, hears an appeal and restores, over a restart', async () => {
    const first = await world.startReplica();
    await activatePolicy(world, first.address);
    const admin = await world.caller(first.address, Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);

    await world.release(10);
    await expect.poll(() => world.caseEvents(), BOUND).toEqual(WARNING);
    const warned = await admin.enforcement.getStanding(sender);
    expect(warned).toMatchObject({ standing: Standing.STANDING_WARNED, sanctionId: '' });

    await world.release(40);
    expect(await world.caseEvents()).toEqual(WARNING);
    const { notices } = await admin.enforcement.fetchNotices({ undeliveredOnly: true });
    expect(notices).toMatchObject([{ noticeId: `ntc-${SENDER}-1-1`, caseId: `cas-${SENDER}-1` }]);
    expect(await admin.enforcement.fetchNotices({ undeliveredOnly: true })).toMatchObject({
      notices: [],
    });

    // While the service is away the sender goes on; when it is back it finds that in the log.
    await first.stop();
    const gate = gateOf(ORGANISATION, world.log.layout);
    await world.release(10);
    const released = await world.log.lastGateSeq('0', gate);
    const { address } = await world.startReplica();
    const restricted = [...WARNING, ...DELIVERY, ...RESTRICTION];
    await expect.poll(() => world.caseEvents(), BOUND).toEqual(restricted);
    expect(await world.log.lastGateSeq('0', gate)).toBeGreaterThan(released);

    const party = await world.knownCaller(address, admin.token);
    const standing = await party.enforcement.getStanding(sender);
    expect(standing).toMatchObject({
      standing: Standing.STANDING_RESTRICTED,
      sanctionId: `snc-${SENDER}-1-1`,
    });
    const { sanctionId } = standing;
    const { appealId } = await party.enforcement.fileAppeal({
      sanctionId,
      grounds: 'It was ours.',
    });
    const reviewer = await world.caller(address, Role.ROLE_REVIEWER);
    const decided = await reviewer.enforcement.decideAppeal({
      ...{ appealId, upholdAppeal: true, reasons: 'The link was declared later the same day.' },
    });
    expect(decided.case).toMatchObject({ closed: false, standing: Standing.STANDING_WARNED });
    expect(decided.case?.steps.map((step) => step.name)).toEqual([
      ...restricted,
      ...['AppealFiled', 'AppealUpheld', 'SanctionEnded', 'NoticeIssued'],
    ]);
    expect(await party.enforcement.getStanding(sender)).toMatchObject({
      standing: Standing.STANDING_WARNED,
    });
    const { signal } = new AbortController();
    expect(await logStores(world.log).cases.verifySnapshots('0', signal)).toEqual([]);
  });

  it('takes each step once with two replicas, and counts anew after an overturned restriction', async () => {
    const replicas = await Promise.all([world.startReplica(), world.startReplica()]);
    const [one, two] = replicas.map((replica) => replica.address);
    await activatePolicy(world, one ?? '');
    const admin = await world.caller(one ?? '', Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
    await world.release(10);
    await expect.poll(() => world.caseEvents(), BOUND).toEqual(WARNING);
    await admin.enforcement.fetchNotices({});
    const restricted = [...WARNING, ...DELIVERY, ...RESTRICTION];
    await world.release(10);
    await world.reached('SanctionImposed');
    expect(await world.caseEvents()).toEqual(restricted);

    const other = await world.knownCaller(two ?? '', admin.token);
    const sanctionId = `snc-${SENDER}-1-1`;
    const appeals = await Promise.allSettled(
      [admin, other].map(({ enforcement }) =>
        enforcement.fileAppeal({ sanctionId, grounds: 'It was ours.' }),
      ),
    );
    expect(appeals.map((appeal) => appeal.status).sort()).toEqual(['fulfilled', 'rejected']);
    const reviewer = await world.caller(two ?? '', Role.ROLE_REVIEWER);
    await expect
      .poll(() => reviewer.enforcement.listCases({}).then(({ cases }) => cases[0]?.appealId), BOUND)
      .toBe(`apl-${SENDER}-1-1`);
    await reviewer.enforcement.decideAppeal({
      ...{ appealId: `apl-${SENDER}-1-1`, upholdAppeal: true, reasons: 'It was.' },
    });
    const heard = [...restricted, 'AppealFiled', 'AppealUpheld', 'SanctionEnded', 'NoticeIssued'];
    expect(await world.caseEvents()).toEqual(heard);
    await world.release(9);
    expect(await world.caseEvents()).toEqual(heard);
    await world.release(1);
    await expect.poll(() => world.caseEvents(), BOUND).toEqual([...heard, ...RESTRICTION]);
    const { cases } = await reviewer.enforcement.listCases({});
    expect(cases.map(({ caseId }) => caseId)).toEqual([`cas-${SENDER}-1`]);
  });

  it('keeps every deadline once with two replicas: delivery, end, lapse', async () => {
    const [one] = await Promise.all([world.startReplica(), world.startReplica()]);
    await activatePolicy(world, one.address, {
      ...LADDER,
      warning: { minGapAfterDeliveryMs: 1, lapsesAfterMs: 4000 },
      restriction: { durationMs: 1000 },
      noticeDeemedDeliveredAfterMs: 300,
    });
    await world.release(10);
    await world.reached('NoticeDelivered');
    await world.release(10);
    await expect
      .poll(async () => (await world.caseEvents()).slice(-1), BOUND)
      .toEqual(['CaseClosed']);
    const events = await world.caseEvents();
    expect([...events].sort()).toEqual(
      [
        ...[...WARNING, ...RESTRICTION, 'SanctionEnded', 'NoticeIssued', 'CaseClosed'],
        ...['NoticeDelivered', 'NoticeDelivered', 'NoticeDelivered', 'WarningDelivered'],
      ].sort(),
    );
  });
});
