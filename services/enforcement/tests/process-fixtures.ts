import type {
  AddEvidence,
  DecideProposal,
  OpenCase,
  ProposeMeasure,
  SuspendInEmergency,
} from '../src/domain/case/case-orders.ts';
import type { CaseCommand } from '../src/domain/case/commands.ts';
import type { EvidenceDraft } from '../src/domain/case/evidence.ts';
import type { Lot, MeasureReasons, ParityReport } from '../src/domain/case/process.ts';
import * as f from './fixtures.ts';

export const CLAUSE = 'terms 4.2 (version 1)';
export const HASH = 'a'.repeat(64);

/** Everybody who may act for the operator, one role each in the stories. */
export const people = {
  reporter: 'crd-reporter',
  secondReporter: 'crd-second-reporter',
  moderator: 'crd-moderator',
  proposer: 'crd-proposer',
  reviewers: ['crd-r1', 'crd-r2', 'crd-r3', 'crd-r4', 'crd-r5', 'crd-r6', 'crd-r7'],
} as const;

/** With draws of zero the reviewers are drawn in the order of their ids. */
export const lot: Lot = { reviewers: people.reviewers, draws: [0, 0, 0] };

const by = (person: string) => ({ by: person, conflicted: [] });

/** Evidence of each class, about the sender of the case, from after the restriction began. */
export function draftOf(
  evidenceClass: EvidenceDraft['evidenceClass'],
  change: Partial<EvidenceDraft> = {},
): EvidenceDraft {
  const outside = evidenceClass !== 'A';
  return {
    evidenceClass,
    summary: 'Near-identical messages to people who never asked.',
    logSeqs: outside ? [] : [21, 22],
    provenance: outside
      ? {
          sha256: evidenceClass.toLowerCase().charCodeAt(0).toString(16).padStart(64, '0'),
          obtainedHow: evidenceClass === 'E' ? 'MEMBER' : 'RECIPIENT',
          capturedAtUs: f.START_US,
          custody: [{ holder: 'crd-reporter', receivedAtUs: f.START_US, how: 'Uploaded.' }],
          url: evidenceClass === 'D' ? 'https://archive.example/1' : '',
        }
      : null,
    conversation:
      evidenceClass === 'E'
        ? {
            kind: 'GROUP',
            participants: 12,
            metadata: 'Exported by the app, version 2.',
            transcriptSha256: 'b'.repeat(64),
            translationSha256: 'c'.repeat(64),
            redactions: 'Names of two members.',
          }
        : null,
    about: null,
    clause: CLAUSE,
    occurredAtUs: f.restrictedAtUs,
    copiesSanctionOf: '',
    ...change,
  };
}

export function evidence(draft: EvidenceDraft, change: Partial<AddEvidence> = {}): AddEvidence {
  return {
    type: 'AddEvidence',
    ...by(people.reporter),
    draft,
    settledOriginals: [],
    nowUs: f.restrictedAtUs + f.HOUR_US,
    ...change,
  };
}

export const opening: OpenCase = {
  type: 'OpenCase',
  ...by(people.reporter),
  caseId: f.CASE,
  subject: { kind: 'SENDER', id: f.SENDER },
  organisationId: f.ORGANISATION,
  clause: CLAUSE,
  whyNotNarrower: 'Three seats sent the same.',
  factsAfterUs: 0,
  strikes: [],
  nowUs: f.START_US,
};

export function reasonsOf(...evidenceIds: string[]): MeasureReasons {
  return {
    ruleId: 'one-way-traffic',
    clause: CLAUSE,
    facts: 'Near-identical messages went on.',
    explanation: 'Bulk messages that nobody answers are not a conversation.',
    howToFix: 'Write to people who asked for it.',
    whyNotNarrower: 'Three seats sent the same.',
    evidenceIds,
    legalGround: '',
  };
}

/** Third piece of evidence of the machine's story: the first that a person added. */
export const ADDED = 'evd-snd-1-1-3';
export const PROPOSAL = 'prp-snd-1-1-1';
export const HEARING_NOTICE = 'ntc-snd-1-1-3';
export const EXTENSION = 'snc-snd-1-1-2';
export const SUSPENSION = 'snc-snd-1-1-3';

export function parityOf(nowUs: number, change: Partial<ParityReport> = {}): ParityReport {
  return {
    reportSha256: HASH,
    metric: 'nearDuplicateShare',
    threshold: 0.9,
    fromUs: nowUs - 30 * f.DAY_US,
    untilUs: nowUs,
    senders: 10,
    treatedAlike: 8,
    gaps: [{ senders: 2, explanation: 'They stopped within the hour of their warning.' }],
    policyHash: HASH,
    builtAtUs: nowUs,
    ...change,
  };
}

export const proposedAtUs = f.restrictedAtUs + 2 * f.HOUR_US;
export const heardAtUs = proposedAtUs + f.HOUR_US;
export const decidedAtUs = heardAtUs + 72 * f.HOUR_US;
export const suspendedAtUs = decidedAtUs + f.DAY_US;
export const TERM_US = 7 * f.DAY_US;

export const propose: ProposeMeasure = {
  type: 'ProposeMeasure',
  ...by(people.proposer),
  kind: 'SUSPEND',
  reasons: reasonsOf(ADDED),
  termUs: TERM_US,
  parity: parityOf(proposedAtUs),
  vote: null,
  grave: false,
  forMassAction: false,
  alike: 0,
  lot,
  ladder: f.ladder,
  nowUs: proposedAtUs,
};

export const vote: DecideProposal = {
  type: 'DecideProposal',
  ...by('crd-r1'),
  proposalId: PROPOSAL,
  approve: true,
  reasons: 'The numbers are right.',
  answerIds: [],
  parity: null,
  ladder: f.ladder,
  nowUs: decidedAtUs,
};

export const extend = {
  type: 'ExtendRestriction',
  ...by(people.moderator),
  reasons: 'The sender is heard at the moment.',
  ladder: f.ladder,
  nowUs: f.restrictedAtUs + 3 * f.HOUR_US,
} satisfies CaseCommand;

export const emergency: SuspendInEmergency = {
  type: 'SuspendInEmergency',
  ...by(people.moderator),
  ground: 'PHISHING_LIVE',
  reasons: reasonsOf(ADDED),
  termUs: TERM_US,
  vote: null,
  alike: 0,
  accountSinceUs: f.START_US - f.DAY_US,
  lot,
  ladder: f.ladder,
  nowUs: proposedAtUs,
};

export const deliverHearing = {
  type: 'DeliverNotice',
  ...{ noticeId: HEARING_NOTICE, how: 'FETCHED', ladder: f.ladder, nowUs: heardAtUs },
} satisfies CaseCommand;

export const addA = evidence(draftOf('A'));

/** The machine's story up to a restriction. */
export const toRestricted = [f.story.warn, f.story.deliver, f.story.restrict];

/** From there to a suspension that was heard and decided. */
export const toSuspended = [
  ...toRestricted,
  addA,
  propose,
  deliverHearing,
  // The extension gets the fourth notice; without it the restriction ends before the hearing does.
  extend,
  vote,
];
