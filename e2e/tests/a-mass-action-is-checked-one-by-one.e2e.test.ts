import { ConflictKind, ObtainedHow, Standing } from '@hustings/contracts/enforcement';
import { Outcome, Reason } from '@hustings/contracts/governor';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Accounts, openAccounts } from './support/accounts.ts';
import {
  type CaseWork,
  CLAUSE,
  type Crew,
  complaint,
  screenshot,
  tip,
} from './support/casework.ts';
import { type Caller, type Desk, reasonOf } from './support/desk.ts';
import { messageFor, replay, type Scene } from './support/scene.ts';

const TIMEOUT_MS = 120_000;
const BOUND = { timeout: 30_000, interval: 50 };
const ANSWER_WITHIN_MS = 3_000;
const REASONS = 'Each account was looked at by itself.';

let accounts: Accounts;
let scene: Scene;
let desk: Desk;
let crew: Crew;
let works: CaseWork[];
/** Of each account: the items that a suspension rests on. */
let items: string[][];
let proposals: string[];
let reviewers: Caller[];

beforeAll(async () => {
  accounts = await openAccounts(5, ANSWER_WITHIN_MS);
  ({ scene, desk, crew, works } = accounts);
  reviewers = await Promise.all([1, 2, 3, 4, 5].map(() => desk.reviewer(accounts.replica)));
}, TIMEOUT_MS);
afterAll(() => accounts.close());

function first(): CaseWork {
  return works[0] as CaseWork;
}

function bind(proposalIds: string[], by: Caller = crew.proposer) {
  const asked = { proposalIds, clause: CLAUSE, reasons: REASONS };
  return by.cases.proposeMassAction(asked);
}

async function resultOf({ party }: CaseWork, index: number) {
  const governor = scene.office.governor(party.toolToken);
  const { result } = await governor.send({ message: messageFor(party, index) });
  return result;
}

describe('a mass action that began with screenshots of a private group', {
  timeout: TIMEOUT_MS,
}, () => {
  it('rests on no screenshot and no tip alone, and on nothing that was intercepted', async () => {
    const { reporter, carrier, examiner, secondExaminer } = crew;
    const work = first();
    const warn = (...ids: string[]) => reasonOf(work.take(carrier, Standing.STANDING_WARNED, ids));
    const tapped = screenshot('tapped', ObtainedHow.OBTAINED_HOW_INTERCEPTED);
    expect(await reasonOf(work.add(reporter, tapped))).toBe('EVIDENCE_INTERCEPTED');
    expect(await warn(await work.add(reporter, tip('one')))).toBe('EVIDENCE_INSUFFICIENT');
    const evidenceId = await work.add(reporter, screenshot('first screenshot'));
    expect(await warn(evidenceId)).toBe('EVIDENCE_SEALED');
    // Whoever has an interest in it does not see what is sealed.
    const rival = await desk.reviewer();
    expect(await work.sealedSeenBy(rival)).toBe(1);
    const kind = ConflictKind.CONFLICT_KIND_COMPETITOR;
    const { organisationId } = work.party;
    await rival.cases.declareConflict({ organisationId, kind });
    expect(await work.sealedSeenBy(rival)).toBe(0);
    const gist = 'Somebody tells others to write to everybody.';
    const review = { evidenceId, lawful: true, gist, reasons: 'Given by a member.' };
    expect(await reasonOf(reporter.cases.reviewEvidence(review))).toBe('ROLE_MISSING');
    await examiner.cases.reviewEvidence(review);
    expect(await reasonOf(examiner.cases.approveGist({ evidenceId }))).toBe('ONE_PERSON_TWO_ROLES');
    expect(await warn(evidenceId)).toBe('EVIDENCE_SEALED');
    await secondExaminer.cases.approveGist({ evidenceId });
    expect(await warn(evidenceId)).toBe('CORROBORATION_MISSING');
    expect(await work.standing()).toBe(Standing.STANDING_ACTIVE);
  });

  it('asks for more than one person from the fifth account on, and shows each sender what it rests on', async () => {
    const deciders = await Promise.all([desk.moderator(), desk.moderator()]);
    items = [];
    for (const [at, work] of works.entries()) {
      const [decider, other] = deciders as [Caller, Caller];
      if (at === 4) {
        const only = await work.add(crew.reporter, screenshot('fifth'));
        const fifth = work.take(decider, Standing.STANDING_WARNED, [only]);
        expect(await reasonOf(fifth)).toBe('MASS_ACTION_REQUIRED');
      }
      const grounds = await work.restrict(at === 4 ? other : decider);
      const shot = await work.addScreenshot();
      // What corroborates the screenshot would come from whoever gave it.
      const alone = work.propose('alone', [...grounds, shot]);
      expect(await reasonOf(alone)).toBe('CORROBORATION_MISSING');
      items.push([...grounds, shot, await work.add(crew.carrier, complaint(`another ${at}`))]);
    }
    proposals = await proposeAll('wrote under other names.');
    const { notices } = await first().admin.enforcement.fetchNotices({});
    const told = notices.at(-1)?.text ?? '';
    expect(told).toContain(
      'SIN VERIFICAR, de un grupo privado de 40: A list of names to write under.',
    );
    expect(told).toContain('Responda en un plazo de 3 segundos');
    const shown = await first().admin.enforcement.getCase({ caseId: first().caseId });
    expect(shown.case?.evidence.map(({ submittedBy }) => submittedBy).join('')).toBe('');
    const [proposalId = ''] = proposals;
    const vote = reviewers[0]?.cases.decideProposal({
      proposalId,
      approve: true,
      reasons: REASONS,
    });
    expect(await reasonOf(Promise.resolve(vote))).toBe('PART_OF_MASS_ACTION');
  });

  it('is halted by one blind look with another result, for good', async () => {
    const [blind] = reviewers as [Caller];
    // Two people at two replicas, at the same moment: one of them begins it.
    const other = await desk.moderator();
    const both = await Promise.allSettled([bind(proposals), bind(proposals, other)]);
    const begun = both.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const refused = both.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(begun).toHaveLength(1);
    expect(refused).toMatchObject([{ reason: 'PROPOSAL_UNFIT' }]);
    const massActionId = begun[0]?.massAction?.massActionId ?? '';
    const look = { massActionId, caseId: first().caseId, wouldImpose: false, reasons: REASONS };
    const halted = await blind.cases.recordBlindReview(look);
    expect(halted.massAction).toMatchObject({ status: 'HALTED', released: 0, accounts: 5 });
    expect(await reasonOf(bind(proposals))).toBe('PROPOSAL_UNFIT');
    for (const proposalId of proposals) await crew.proposer.cases.withdrawProposal({ proposalId });
    proposals = await proposeAll('wrote under other names, to people who had asked for nothing.');
  });

  it('is released by three, in stages, over the death of a replica, and taken back with one order', async () => {
    const [blind, free, ...approvers] = reviewers as [Caller, Caller, ...Caller[]];
    const { massAction } = await bind(proposals);
    const massActionId = massAction?.massActionId ?? '';
    const asked = { massActionId, reasons: REASONS };
    await first().admin.cases.answerCase({ caseId: first().caseId, text: 'It was a template.' });
    expect(await reasonOf(crew.proposer.cases.approveMassAction(asked))).toBe('TOOK_PART');
    expect(await reasonOf(crew.examiner.cases.approveMassAction(asked))).toBe('TOOK_PART');
    for (const approver of approvers) {
      await approver.cases.approveMassAction(asked);
      expect(await reasonOf(approver.cases.approveMassAction(asked))).toBe('APPROVED_ALREADY');
    }
    for (const [at, { caseId }] of works.entries()) {
      const look = { massActionId, caseId, wouldImpose: true, reasons: REASONS };
      for (const involved of [crew.examiner, approvers[at % 3] as Caller]) {
        expect(await reasonOf(involved.cases.recordBlindReview(look))).toBe('TOOK_PART');
      }
      await blind.cases.recordBlindReview(look);
    }
    const released = async () =>
      Number((await blind.cases.getMassAction({ massActionId })).massAction?.released);
    await expect.poll(released, BOUND).toBeGreaterThan(0);
    expect(await released()).toBeLessThan(5);
    await scene.stack.fleet.member('enforcement').kill('SIGKILL');
    await expect.poll(released, BOUND).toBe(5);
    await scene.stack.fleet.member('enforcement').restart();
    for (const work of works) {
      await expect.poll(() => work.standing(), BOUND).toBe(Standing.STANDING_SUSPENDED);
      expect(await work.count('SanctionImposed')).toBe(2);
      await vi.waitFor(async () => {
        const refused = { outcome: Outcome.OUTCOME_REFUSED, reason: Reason.REASON_SUSPENDED };
        expect(await resultOf(work, 0)).toMatchObject(refused);
      }, BOUND);
    }
    // Nobody was decided about before the time to answer was over, but for whoever had answered.
    for (const work of works.slice(1)) {
      expect(await work.heardForMs()).toBeGreaterThan(ANSWER_WITHIN_MS);
    }

    // A sanction of a mass action is appealed like any other; whoever approved it does not review it.
    const { sanctionId } = await first().admin.enforcement.getStanding(first().subject);
    const filed = await first().admin.enforcement.fileAppeal({
      sanctionId,
      grounds: 'A template.',
    });
    const decision = { appealId: filed.appealId, upholdAppeal: true, reasons: 'So it was.' };
    const involved = approvers.map((each) => reasonOf(each.enforcement.decideAppeal(decision)));
    expect(await Promise.all(involved)).toEqual(approvers.map(() => 'REVIEWER_INVOLVED'));
    await free.enforcement.decideAppeal(decision);

    await free.cases.rollBackMassAction(asked);
    for (const work of works) {
      await expect.poll(() => work.standing(), BOUND).toBe(Standing.STANDING_RESTRICTED);
      expect(await work.count('MeasureReversed')).toBe(work === first() ? 0 : 1);
      await vi.waitFor(async () => {
        const refused = { reason: Reason.REASON_RESTRICTED_REPLY_ONLY };
        expect(await resultOf(work, 1)).toMatchObject(refused);
      }, BOUND);
    }
    expect(await replay(scene)).toMatchObject({
      differences: 0n,
      processViolations: 0n,
      breaks: [],
    });
  });
});

async function proposeAll(facts: string): Promise<string[]> {
  const bound = { forMassAction: true };
  const made = works.map((work, at) => work.propose(facts, items[at] as string[], bound));
  return (await Promise.all(made)).map(({ proposalId }) => proposalId);
}
