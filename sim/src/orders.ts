import type {
  CaseCommand,
  CaseState,
  KnownCase,
  ReviewOutcome,
  Subject,
} from '@hustings/enforcement/simulation';
import { CLAUSES, CONFLICTED, DAY_US, LADDER, OFFICERS, ORGANISATION, OWNERS } from './cast.ts';
import type { Dice } from './dice.ts';
import { draftEvidence, draftParity, draftReasons } from './drafts.ts';

/** What somebody orders in a case, who has read its state and may have no business to. */
export interface Ordering {
  dice: Dice;
  state: CaseState;
  nowUs: number;
  /** Other subjects against which the same person took something under the same clause within a day. */
  alike: number;
}

type Maker = (ordering: Ordering & { state: KnownCase; by: string }) => CaseCommand;

const ladder = LADDER;

function officer({ by, nowUs }: { by: string; nowUs: number }) {
  return { by, conflicted: CONFLICTED, nowUs };
}

function lotOf(dice: Dice) {
  return { reviewers: OFFICERS, draws: Array.from({ length: 4 }, () => dice.below(2 ** 32)) };
}

function voteOf(dice: Dice, nowUs: number) {
  return dice.chance(0.2) ? { electionId: 'ele-1', votesAtUs: nowUs + 5 * DAY_US } : null;
}

const MAKERS: Record<string, Maker> = {
  evidence: (o) => ({
    type: 'AddEvidence',
    ...officer(o),
    draft: draftEvidence(o.dice, o.state.file, o.nowUs),
    settledOriginals: [],
  }),
  review: (o) => ({
    type: 'ReviewEvidence',
    ...officer(o),
    evidenceId:
      o.dice.any(o.state.file.evidence.filter((e) => e.evidenceClass === 'E'))?.evidenceId ?? '',
    lawful: o.dice.chance(0.9),
    gist: o.dice.chance(0.4) ? 'What it says in short.' : '',
    reasons: 'Looked at.',
  }),
  gist: (o) => ({
    type: 'ApproveGist',
    ...officer(o),
    evidenceId: o.dice.any(o.state.file.reviews)?.evidenceId ?? '',
  }),
  warn: (o) => ({
    type: 'TakeMeasure',
    ...{ ...officer(o), ladder, measure: 'WARNED', alike: o.alike },
    reasons: draftReasons(o.dice, o.state.file),
  }),
  restrict: (o) => ({
    type: 'TakeMeasure',
    ...{ ...officer(o), ladder, measure: 'RESTRICTED', alike: o.alike },
    reasons: draftReasons(o.dice, o.state.file),
  }),
  extend: (o) => ({ type: 'ExtendRestriction', ...officer(o), ladder, reasons: 'More time.' }),
  propose: (o) => ({
    type: 'ProposeMeasure',
    ...{ ...officer(o), ladder, alike: o.alike, lot: lotOf(o.dice), vote: voteOf(o.dice, o.nowUs) },
    kind: kindFor(o.dice, o.state),
    reasons: draftReasons(o.dice, o.state.file),
    termUs: o.dice.pick([0, 3 * DAY_US, 14 * DAY_US, 30 * DAY_US]),
    parity: draftParity(o.dice, o.nowUs),
    grave: o.dice.chance(0.8),
    forMassAction: o.dice.chance(0.15),
  }),
  vote: (o) => ({
    type: 'DecideProposal',
    ...{
      ...officer(o),
      by: voterFor(o),
      ladder,
      approve: o.dice.chance(0.85),
      reasons: 'Weighed.',
    },
    proposalId: proposalOf(o),
    answerIds: o.dice.chance(0.9) ? o.state.file.answers.map(({ answerId }) => answerId) : [],
    parity: draftParity(o.dice, o.nowUs),
  }),
  decline: (o) => ({
    type: 'DeclineAssignment',
    ...{ ...officer(o), by: voterFor(o), reasons: 'I know them.', lot: lotOf(o.dice) },
    proposalId: proposalOf(o),
  }),
  withdraw: (o) => ({ type: 'WithdrawProposal', ...officer(o), proposalId: proposalOf(o) }),
  emergency: (o) => ({
    type: 'SuspendInEmergency',
    accountSinceUs: o.nowUs - (o.dice.chance(0.8) ? 365 : 3000) * DAY_US,
    ...{ ...officer(o), ladder, alike: o.alike, lot: lotOf(o.dice), vote: voteOf(o.dice, o.nowUs) },
    ground: o.dice.pick(['LEGAL_ORDER', 'PHISHING_LIVE', 'BAN_EVASION'] as const),
    reasons: draftReasons(o.dice, o.state.file),
    termUs: o.dice.pick([DAY_US, 7 * DAY_US]),
  }),
  renew: (o) => ({
    type: 'RenewSuspension',
    ...{ ...officer(o), ladder, reasons: 'It goes on.', termUs: 7 * DAY_US },
  }),
  close: (o) => ({ type: 'CloseCase', ...officer(o), reasons: 'Nothing in it.' }),
  verify: (o) => ({ type: 'ConfirmVerification', ...officer(o) }),
  reverse: (o) => ({
    type: 'ReverseMeasure',
    ...{ ...officer(o), reasons: 'Our mistake.', massActionId: '' },
    sanctionId: o.dice.any(o.state.file.live)?.sanctionId ?? '',
  }),
  release: (o) => ({
    type: 'ReleaseProposal',
    ...{ proposalId: proposalOf(o), massActionId: 'mas-1', ladder, nowUs: o.nowUs },
    approvals: Array.from({ length: o.dice.pick([2, 3, 3]) }, () => ({
      // Conflicts of approvers are the mass action's own business, an aggregate that is not played here.
      approvedBy: o.dice.any(OFFICERS.filter((each) => !CONFLICTED.includes(each))) ?? '',
      atUs: o.nowUs,
    })),
  }),
  answer: (o) => ({
    type: 'AnswerCase',
    ...{ organisationId: ORGANISATION, by: o.dice.pick(OWNERS), text: 'Our side.', nowUs: o.nowUs },
  }),
  appeal: (o) => ({
    type: 'FileAppeal',
    measureId: o.dice.any(o.state.file.measures)?.measureId ?? '',
    ...{ organisationId: ORGANISATION, grounds: 'We did nothing.', ladder, nowUs: o.nowUs },
    ...{ stay: o.dice.chance(0.3), inCampaign: o.dice.chance(0.2), onBehalfOf: '', pauses: [] },
    newEvidence: o.dice.chance(0.2) ? 'A new receipt.' : '',
    // A person of the operator's may try to file in the organisation's name.
    filedBy: o.dice.chance(0.9) ? o.dice.pick(OWNERS) : o.by,
  }),
  withdrawAppeal: (o) => ({
    type: 'WithdrawAppeal',
    appealId: appealOf(o),
    ...{ organisationId: ORGANISATION, withdrawnBy: o.dice.pick(OWNERS), nowUs: o.nowUs },
  }),
  hear: (o) => ({
    type: 'DecideAppeal',
    appealId: appealOf(o),
    ...{ reviewer: o.by, reasons: 'Heard.', copies: [], conflicted: CONFLICTED, nowUs: o.nowUs },
    outcome: outcomeOf(o),
  }),
  stay: (o) => ({
    type: 'DecideStay',
    appealId: appealOf(o),
    ...{ reviewer: o.by, grant: o.dice.chance(0.5), reasons: 'Weighed.', nowUs: o.nowUs },
    conflicted: CONFLICTED,
  }),
};

/** What fits a status, so that deep states are reached; anything else comes up as well. */
const FITTING: Record<KnownCase['status'], readonly string[]> = {
  OPENED: ['evidence', 'evidence', 'warn', 'emergency', 'review', 'close'],
  WARNED: [
    'evidence',
    'evidence',
    'restrict',
    'restrict',
    'emergency',
    'review',
    'gist',
    'appeal',
    'hear',
  ],
  RESTRICTED: ['evidence', 'propose', 'propose', 'propose', 'extend', 'appeal', 'hear', 'release'],
  SUSPENDED: [
    'evidence',
    'propose',
    'propose',
    'renew',
    'appeal',
    'hear',
    'stay',
    'reverse',
    'release',
  ],
  BAN_NOTICE: ['appeal', 'hear', 'stay', 'answer', 'reverse'],
  BANNED: ['propose', 'propose', 'appeal', 'hear'],
  PENDING: ['verify', 'appeal'],
  CLOSED: ['appeal', 'hear', 'evidence'],
};

/** While a proposal waits the sender answers and the panel votes. */
const WHILE_PROPOSED = ['answer', 'vote', 'vote', 'vote', 'vote', 'decline', 'withdraw', 'release'];

const ALL: readonly string[] = Object.keys(MAKERS);

/** A random order in a case that is known. */
export function orderIn(
  state: KnownCase,
  ordering: Omit<Ordering, 'state'> & { by: string },
): CaseCommand {
  const { dice } = ordering;
  const isProposed = state.file.proposals.some(({ outcome }) => outcome === 'OPEN');
  const fitting = isProposed && dice.chance(0.8) ? WHILE_PROPOSED : FITTING[state.status];
  const names = dice.chance(0.85) ? fitting : ALL;
  const make = MAKERS[dice.any(names) ?? 'evidence'] ?? MAKERS.evidence;
  if (!make) throw new Error('every name has its maker');
  return make({ ...ordering, state });
}

/** What opens a case. */
export interface OpeningOrder {
  dice: Dice;
  caseId: string;
  subject: Subject;
  factsAfterUs: number;
  by: string;
  nowUs: number;
}

/** Opens a case by a person. */
export function openingOf({
  dice,
  caseId,
  subject,
  factsAfterUs,
  ...who
}: OpeningOrder): CaseCommand {
  return {
    type: 'OpenCase',
    ...{
      ...officer(who),
      caseId,
      subject,
      organisationId: ORGANISATION,
      factsAfterUs,
      strikes: [],
    },
    clause: dice.pick(CLAUSES),
    whyNotNarrower: dice.chance(0.97) ? 'It is about the whole.' : '',
  };
}

function kindFor(dice: Dice, { status }: KnownCase): 'SUSPEND' | 'BAN_NOTICE' | 'READMIT' {
  if (dice.chance(0.1)) return dice.pick(['SUSPEND', 'BAN_NOTICE', 'READMIT'] as const);
  if (status === 'BANNED') return 'READMIT';
  return status === 'SUSPENDED' ? 'BAN_NOTICE' : 'SUSPEND';
}

function appealOf({ dice, state }: { dice: Dice; state: KnownCase }): string {
  const open = state.file.appeals.filter(({ outcome }) => outcome === 'OPEN');
  return (dice.any(open) ?? dice.any(state.file.appeals))?.appealId ?? '';
}

function outcomeOf({ dice, nowUs }: { dice: Dice; nowUs: number }): ReviewOutcome {
  return dice.pick<ReviewOutcome>([
    { type: 'OVERTURNED' },
    { type: 'MEASURE_STANDS' },
    { type: 'MODIFIED', endsAtUs: nowUs + DAY_US },
    { type: 'SENT_BACK' },
  ]);
}

function proposalOf({ dice, state }: { dice: Dice; state: KnownCase }): string {
  const open = state.file.proposals.find(({ outcome }) => outcome === 'OPEN');
  return (open ?? dice.any(state.file.proposals))?.proposalId ?? '';
}

/** Mostly somebody of the panel, sometimes whoever comes. */
function voterFor({ dice, state, by }: { dice: Dice; state: KnownCase; by: string }): string {
  const open = state.file.proposals.find(({ outcome }) => outcome === 'OPEN');
  return dice.chance(0.85) ? (dice.any(open?.panel ?? []) ?? by) : by;
}
