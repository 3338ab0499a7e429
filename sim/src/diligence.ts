import type {
  CaseCommand,
  EvidenceDraft,
  KnownCase,
  MeasureReasons,
} from '@hustings/enforcement/simulation';
import { CONFLICTED, DAY_US, HOUR_US, LADDER, OFFICERS, ORGANISATION } from './cast.ts';
import type { Dice } from './dice.ts';

/** What a team that keeps every rule does next in a case, or how long it waits. Random orders alone hardly ever come to a ban. */
export type NextStep = { command: CaseCommand; actor: string } | { waitUs: number };

const SHA = 'ab'.repeat(32);
const ladder = LADDER;

export function nextStep(state: KnownCase, dice: Dice, nowUs: number): NextStep {
  const undelivered = state.file.notices.find(({ deliveredAtUs }) => deliveredAtUs === null);
  if (undelivered && dice.chance(0.6)) {
    const { noticeId } = undelivered;
    const command = { type: 'DeliverNotice', noticeId, how: 'FETCHED', ladder, nowUs } as const;
    return { command, actor: 'org-admin' };
  }
  const open = state.file.proposals.find(({ outcome }) => outcome === 'OPEN');
  if (open) return nextInProposal(state, { proposalId: open.proposalId, nowUs });
  switch (state.status) {
    case 'OPENED':
      return onFreshEvidence(state, nowUs, (reasons) =>
        measure(state, 'WARNED', { reasons, nowUs }),
      );
    case 'WARNED':
      return onFreshEvidence(state, nowUs, (reasons) =>
        measure(state, 'RESTRICTED', { reasons, nowUs }),
      );
    case 'RESTRICTED':
      return onFreshEvidence(state, nowUs, (reasons) =>
        propose(state, 'SUSPEND', { reasons, dice, nowUs }),
      );
    case 'SUSPENDED':
      if (nowUs < state.startsAtUs) return { waitUs: state.startsAtUs - nowUs + HOUR_US };
      return onFreshEvidence(state, nowUs, (reasons) =>
        propose(state, 'BAN_NOTICE', { reasons, dice, nowUs }),
      );
    case 'BANNED':
      return propose(state, 'READMIT', { reasons: reasonsOn(state, []), dice, nowUs });
    case 'BAN_NOTICE':
      return { waitUs: 31 * DAY_US };
    default:
      return { waitUs: HOUR_US };
  }
}

/** People who have no part in the case yet. */
function freeIn({ file }: KnownCase): string[] {
  const busy = JSON.stringify([
    file.openedBy,
    file.evidence,
    file.reviews,
    file.measures,
    file.proposals,
    file.appeals,
  ]);
  return OFFICERS.filter((each) => !busy.includes(`"${each}"`) && !CONFLICTED.includes(each));
}

/** Somebody who has this part already, or nobody yet. */
function holder(state: KnownCase, known: readonly string[]): string {
  return known.find((each) => OFFICERS.includes(each)) ?? freeIn(state)[0] ?? '';
}

function officer(by: string, nowUs: number) {
  return { by, conflicted: CONFLICTED, nowUs };
}

/** Rests on evidence of the log that nothing rests on yet; else adds some first. */
function onFreshEvidence(
  state: KnownCase,
  nowUs: number,
  take: (reasons: MeasureReasons) => NextStep,
): NextStep {
  const { file } = state;
  const used = new Set(file.measures.flatMap(({ statement }) => statement.evidenceIds));
  const last = file.evidence.at(-1);
  const isFresh = last?.evidenceClass === 'A' && !used.has(last.evidenceId);
  if (last && isFresh && last.occurredAtUs > nowUs - HOUR_US)
    return take(reasonsOn(state, [last.evidenceId]));
  const by = holder(state, [file.openedBy, ...file.evidence.map(({ submittedBy }) => submittedBy)]);
  const draft: EvidenceDraft = {
    ...{ evidenceClass: 'A', summary: 'From the log.', logSeqs: [7], provenance: null },
    ...{
      conversation: null,
      about: null,
      clause: file.clause,
      occurredAtUs: nowUs,
      copiesSanctionOf: '',
    },
  };
  return {
    command: { type: 'AddEvidence', ...officer(by, nowUs), draft, settledOriginals: [] },
    actor: by,
  };
}

function reasonsOn({ file }: KnownCase, evidenceIds: readonly string[]): MeasureReasons {
  return {
    ...{ ruleId: '', clause: file.clause, facts: 'F.', explanation: 'E.', howToFix: 'H.' },
    ...{ whyNotNarrower: 'It is about the whole.', evidenceIds, legalGround: '' },
  };
}

function measure(
  state: KnownCase,
  kind: 'WARNED' | 'RESTRICTED',
  { reasons, nowUs }: { reasons: MeasureReasons; nowUs: number },
): NextStep {
  const by = holder(
    state,
    state.file.measures.map(({ decidedBy }) => decidedBy),
  );
  const command = {
    type: 'TakeMeasure',
    ...officer(by, nowUs),
    ladder,
    measure: kind,
    reasons,
    alike: 0,
  } as const;
  return { command, actor: by };
}

function propose(
  state: KnownCase,
  kind: 'SUSPEND' | 'BAN_NOTICE' | 'READMIT',
  { reasons, dice, nowUs }: { reasons: MeasureReasons; dice: Dice; nowUs: number },
): NextStep {
  const [by = ''] = freeIn(state);
  const parity = {
    ...{ reportSha256: SHA, metric: 'sent', threshold: 1, fromUs: 0, untilUs: nowUs, senders: 0 },
    ...{ treatedAlike: 0, gaps: [], policyHash: SHA, builtAtUs: nowUs },
  };
  return {
    command: {
      type: 'ProposeMeasure',
      ...{
        ...officer(by, nowUs),
        ladder,
        kind,
        reasons,
        parity,
        vote: null,
        grave: true,
        alike: 0,
      },
      termUs: kind === 'SUSPEND' ? 14 * DAY_US : 0,
      forMassAction: kind === 'SUSPEND' && dice.chance(0.3),
      lot: {
        reviewers: OFFICERS,
        draws: [dice.below(2 ** 32), dice.below(2 ** 32), dice.below(2 ** 32)],
      },
    },
    actor: by,
  };
}

/** The sender is heard, then whoever was drawn votes, or three approve the mass action. */
function nextInProposal(
  state: KnownCase,
  { proposalId, nowUs }: { proposalId: string; nowUs: number },
): NextStep {
  const { answers, proposals } = state.file;
  const proposal = proposals.find((each) => each.proposalId === proposalId);
  if (!proposal) return { waitUs: HOUR_US };
  if (proposal.noticeId !== '' && !answers.some(({ atUs }) => atUs >= proposal.atUs)) {
    const command = {
      type: 'AnswerCase',
      organisationId: ORGANISATION,
      by: 'org-admin',
      text: 'A.',
      nowUs,
    } as const;
    return { command, actor: 'org-admin' };
  }
  if (proposal.forMassAction) {
    const approvals = freeIn(state)
      .slice(0, 3)
      .map((approvedBy) => ({ approvedBy, atUs: nowUs }));
    const command = {
      type: 'ReleaseProposal',
      proposalId,
      massActionId: 'mas-1',
      approvals,
      ladder,
      nowUs,
    } as const;
    return { command, actor: 'off-1' };
  }
  const by =
    proposal.panel.find((each) => !proposal.votes.some(({ decider }) => decider === each)) ?? '';
  const read = answers.map(({ answerId }) => answerId);
  return {
    command: {
      type: 'DecideProposal',
      ...{
        ...officer(by, nowUs),
        proposalId,
        approve: true,
        reasons: 'R.',
        answerIds: read,
        ladder,
        parity: null,
      },
    },
    actor: by,
  };
}
