import {
  ConflictKind,
  EvidenceClass,
  ObtainedHow,
  type ParityReport,
  ProposalKind,
  Standing,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { systemClock } from '@hustings/kernel';
import { Status } from 'nice-grpc-common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logStores } from '../src/adapters/log-stores.ts';
import { activatePolicy, LADDER, ORGANISATION, SENDER, World } from './world.ts';

type Caller = Awaited<ReturnType<World['caller']>>;

const BOUND = { timeout: 20_000, interval: 25 };
const CLAUSE = 'terms 4.2 (version 1)';
const HASH = 'a'.repeat(64);
const sender = { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: SENDER };
const CASE = `cas-${SENDER}-1`;

function reasonsOf(...evidenceIds: string[]) {
  return {
    ruleId: 'one-way-traffic',
    clause: CLAUSE,
    facts: 'Near-identical messages with a link that leads elsewhere went on after the warning.',
    explanation: 'The clause asks for conversations and honest links.',
    howToFix: 'Declare where links lead.',
    whyNotNarrower: 'The tool named no seat.',
    evidenceIds,
    legalGround: '',
  };
}

function parity(): ParityReport {
  const nowUs = systemClock.nowUs();
  return {
    ...{ reportSha256: HASH, metric: 'nearDuplicateShare', threshold: 0.9 },
    ...{ fromUs: nowUs - 1_000_000n, untilUs: nowUs, senders: 3, treatedAlike: 3, gaps: [] },
    ...{ policyHash: HASH, builtAtUs: nowUs },
  };
}

describe('the work on a case, by people with credentials of their own', () => {
  let world: World;
  let address: string;

  beforeEach(async () => {
    world = await World.create();
    address = (await world.startReplica()).address;
    await activatePolicy(world, address, {
      ...LADDER,
      noticeDeemedDeliveredAfterMs: 1500,
      process: { answerWithinMs: 600_000, banNoticeMs: 1000, ratifyWithinMs: 60_000 },
    } as typeof LADDER);
  });

  afterEach(async () => {
    await world.close();
  });

  /** A sender that the machine has warned and restricted. */
  async function restricted(admin: Caller): Promise<void> {
    await world.release(10);
    await world.reached('Warned');
    await admin.enforcement.fetchNotices({});
    await world.release(10);
    await world.reached('SanctionImposed');
  }

  function caller(role: Role, organisationId = ''): Promise<Caller> {
    return world.caller(address, role, organisationId);
  }

  async function addA(by: Caller): Promise<string> {
    const { evidenceId } = await by.cases.addEvidence({
      caseId: CASE,
      evidence: {
        evidenceClass: EvidenceClass.EVIDENCE_CLASS_A,
        summary: 'Twenty alike messages within a minute.',
        logSeqs: [1n, 2n],
        clause: CLAUSE,
        occurredAt: timestampFromUs(systemClock.nowUs()),
      },
    });
    return evidenceId;
  }

  it('suspends a sender that was heard, by lot and with equal treatment shown, and cannot be passed with one credential', async () => {
    const admin = await caller(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
    await restricted(admin);
    const reporter = await caller(Role.ROLE_MODERATOR);
    const moderator = await caller(Role.ROLE_MODERATOR);
    const reviewers = [await caller(Role.ROLE_REVIEWER), await caller(Role.ROLE_REVIEWER)];
    const evidenceId = await addA(reporter);
    const asked = {
      ...{ caseId: CASE, kind: ProposalKind.PROPOSAL_KIND_SUSPEND, termHours: 24 },
      ...{ reasons: reasonsOf(evidenceId), parity: parity() },
    };

    await expect(reporter.cases.proposeMeasure(asked)).rejects.toMatchObject({
      code: Status.PERMISSION_DENIED,
      reason: 'ONE_PERSON_TWO_ROLES',
    });
    await expect(
      moderator.cases.proposeMeasure({ ...asked, parity: undefined }),
    ).rejects.toMatchObject({ reason: 'PARITY_MISSING' });
    const { proposal } = await moderator.cases.proposeMeasure(asked);
    const proposalId = proposal?.proposalId ?? '';
    expect(proposal?.panel).toHaveLength(1);
    const drawn = reviewers.find(({ token }) => proposal?.panel[0] === token.split('.')[0]);
    const other = reviewers.find((each) => each !== drawn);
    if (!drawn || !other) throw new Error('nobody was drawn');

    const vote = { proposalId, approve: true, reasons: 'The numbers are right.', answerIds: [] };
    for (const [who, reason] of [
      [moderator, 'ROLE_MISSING'],
      [reporter, 'ROLE_MISSING'],
      [admin, 'ROLE_MISSING'],
      [other, 'NOT_ASSIGNED'],
      [drawn, 'ANSWER_AWAITED'],
    ] as const) {
      await expect(who.cases.decideProposal(vote)).rejects.toMatchObject({ reason });
    }

    const { notices } = await admin.enforcement.fetchNotices({ undeliveredOnly: true });
    expect(notices.at(-1)?.text).toContain(evidenceId);
    const inFrench = await admin.enforcement.fetchNotices({ language: 'fr' });
    expect(inFrench.notices.at(-1)?.text).toContain('Une suspension de');
    const { answerId } = await admin.cases.answerCase({ caseId: CASE, text: 'It was our site.' });
    await expect(drawn.cases.decideProposal(vote)).rejects.toMatchObject({
      reason: 'ANSWER_UNREAD',
    });
    const decided = await drawn.cases.decideProposal({ ...vote, answerIds: [answerId] });
    expect(decided.proposal?.outcome).toBe('CARRIED');
    await expect
      .poll(() => admin.enforcement.getStanding(sender), BOUND)
      .toMatchObject({ standing: Standing.STANDING_SUSPENDED });

    const shown = await admin.enforcement.getCase({ caseId: CASE });
    expect(shown.case?.evidence.map((item) => item.submittedBy)).toEqual(['system', 'system', '']);
    const names = [reporter, moderator, drawn].map(({ token }) => token.split('.')[0]);
    for (const step of shown.case?.steps ?? []) expect(names).not.toContain(step.actor);
    const own = await admin.cases.getProposals({ caseId: CASE });
    expect(own.proposals).toMatchObject([{ proposedBy: '', panel: [], votes: [{ decider: '' }] }]);
    const { signal } = new AbortController();
    expect(await logStores(world.log).cases.verifySnapshots('0', signal)).toEqual([]);
  });

  it('shows what a proposal for a mass action finds to its panel, and to no other reviewer', async () => {
    const admin = await caller(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
    await restricted(admin);
    const [reporter, moderator] = [
      await caller(Role.ROLE_MODERATOR),
      await caller(Role.ROLE_MODERATOR),
    ];
    const reviewers = [await caller(Role.ROLE_REVIEWER), await caller(Role.ROLE_REVIEWER)];
    const reasons = reasonsOf(await addA(reporter));
    const { proposal } = await moderator.cases.proposeMeasure({
      ...{ caseId: CASE, kind: ProposalKind.PROPOSAL_KIND_SUSPEND, termHours: 24 },
      ...{ reasons, parity: parity(), forMassAction: true },
    });
    for (const who of [...reviewers, moderator, admin]) {
      const isBlind = reviewers.includes(who) && proposal?.panel[0] !== who.token.split('.')[0];
      const { proposals } = await who.cases.getProposals({ caseId: CASE });
      expect(proposals).toMatchObject([{ findingHidden: isBlind }]);
      expect(proposals[0]?.reasons?.facts).toBe(isBlind ? undefined : reasons.facts);
      expect(proposals[0]?.parity === undefined).toBe(isBlind);
    }
  });

  it('keeps out whoever has a conflict of interest, also from the lot', async () => {
    const admin = await caller(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
    await restricted(admin);
    const [reporter, moderator] = [
      await caller(Role.ROLE_MODERATOR),
      await caller(Role.ROLE_MODERATOR),
    ];
    const rival = await caller(Role.ROLE_REVIEWER);
    const declared = { organisationId: ORGANISATION, kind: ConflictKind.CONFLICT_KIND_PARTY };
    await rival.cases.declareConflict(declared);
    const asked = {
      ...{ caseId: CASE, kind: ProposalKind.PROPOSAL_KIND_SUSPEND, termHours: 24 },
      ...{ reasons: reasonsOf(await addA(reporter)), parity: parity() },
    };
    await expect(moderator.cases.proposeMeasure(asked)).rejects.toMatchObject({
      reason: 'NOBODY_ELIGIBLE',
    });
    await moderator.cases.declareConflict({
      ...{ organisationId: ORGANISATION, kind: ConflictKind.CONFLICT_KIND_COMPETITOR },
    });
    await expect(moderator.cases.proposeMeasure(asked)).rejects.toMatchObject({
      code: Status.PERMISSION_DENIED,
      reason: 'CONFLICT_OF_INTEREST',
    });
    const { sanctionId } = await admin.enforcement.getStanding(sender);
    const { appealId } = await admin.enforcement.fileAppeal({
      sanctionId,
      grounds: 'It is right.',
    });
    const decided = { appealId, upholdAppeal: true, reasons: 'It is right.' };
    await expect(rival.enforcement.decideAppeal(decided)).rejects.toMatchObject({
      reason: 'CONFLICT_OF_INTEREST',
    });
    const reviewer = await caller(Role.ROLE_REVIEWER);
    await expect(reviewer.enforcement.decideAppeal(decided)).resolves.toMatchObject({
      case: { appealId: '' },
    });
    const { conflicts } = await rival.cases.listConflicts({ organisationId: ORGANISATION });
    expect(conflicts).toHaveLength(2);
    await expect(rival.cases.declareConflict(declared)).rejects.toMatchObject({
      reason: 'CONFLICT_DECLARED_ALREADY',
    });
  });

  it('opens no case about what is not registered, and takes nothing that was intercepted', async () => {
    const moderator = await caller(Role.ROLE_MODERATOR);
    const asked = {
      ...sender,
      organisationId: ORGANISATION,
      clause: CLAUSE,
      whyNotNarrower: 'All.',
    };
    await expect(
      moderator.cases.openCase({ ...asked, subjectId: 'snd-personal' }),
    ).rejects.toMatchObject({ code: Status.NOT_FOUND, reason: 'SUBJECT_UNKNOWN' });
    const opened = await moderator.cases.openCase(asked);
    expect(opened.case).toMatchObject({ caseId: CASE, standing: Standing.STANDING_ACTIVE });
    await expect(moderator.cases.openCase(asked)).rejects.toMatchObject({
      code: Status.ALREADY_EXISTS,
      reason: 'CASE_EXISTS',
    });
    await expect(
      moderator.cases.addEvidence({
        caseId: CASE,
        evidence: {
          evidenceClass: EvidenceClass.EVIDENCE_CLASS_E,
          summary: 'A screenshot.',
          clause: CLAUSE,
          provenance: { sha256: HASH, obtainedHow: ObtainedHow.OBTAINED_HOW_INTERCEPTED },
          occurredAt: timestampFromUs(systemClock.nowUs()),
        },
      }),
    ).rejects.toMatchObject({ reason: 'EVIDENCE_INTERCEPTED' });
    expect(await world.caseEvents()).toEqual(['CaseOpened']);
    const closed = await moderator.cases.closeCase({ caseId: CASE, reasons: 'Nothing held up.' });
    expect(closed.case?.closed).toBe(true);
  });

  it('leaves T04 to a second person also when one person holds several roles', async () => {
    const admin = await caller(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
    await restricted(admin);
    const reporter = await caller(Role.ROLE_MODERATOR);
    const both = await world.callerWithRoles(address, [Role.ROLE_MODERATOR, Role.ROLE_REVIEWER]);
    const asked = {
      ...{ caseId: CASE, kind: ProposalKind.PROPOSAL_KIND_SUSPEND, termHours: 24 },
      ...{ reasons: reasonsOf(await addA(reporter)), parity: parity() },
    };
    await expect(both.cases.proposeMeasure(asked)).rejects.toMatchObject({
      reason: 'NOBODY_ELIGIBLE',
    });
    const reviewer = await caller(Role.ROLE_REVIEWER);
    const { proposal } = await both.cases.proposeMeasure(asked);
    expect(proposal?.panel).toEqual([reviewer.token.split('.')[0]]);
    await expect(
      both.cases.decideProposal({
        ...{ proposalId: proposal?.proposalId ?? '', approve: true, reasons: 'Yes.' },
      }),
    ).rejects.toMatchObject({ reason: 'NOT_ASSIGNED' });
  });
});
