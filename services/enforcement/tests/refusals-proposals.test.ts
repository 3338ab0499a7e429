import * as f from './fixtures.ts';
import * as p from './process-fixtures.ts';
import {
  banNotice,
  officer,
  people,
  proposed,
  type Row,
  refusesAll,
  restricted,
  suspended,
  withA,
  without,
} from './refusal-steps.ts';

const proposalRefusals: Row[] = [
  {
    because: 'a suspension follows a restriction and nothing else',
    given: [f.story.warn, f.story.deliver, p.addA],
    when: p.propose,
    refused: { reason: 'WRONG_STATUS', status: 'WARNED' },
  },
  {
    because: 'nobody is banned who is not suspended',
    given: withA,
    when: banNotice,
    refused: { reason: 'WRONG_STATUS', status: 'RESTRICTED' },
  },
  {
    because: 'nobody returns who is not banned',
    given: withA,
    when: without(p.propose, { kind: 'READMIT' }),
    refused: { reason: 'WRONG_STATUS', status: 'RESTRICTED' },
  },
  {
    because: 'one proposal is decided at a time',
    given: proposed,
    when: p.propose,
    refused: { reason: 'PROPOSAL_OPEN', proposalId: p.PROPOSAL },
  },
  {
    because: 'who reported does not propose',
    given: withA,
    when: without(p.propose, officer(people.reporter)),
    refused: { reason: 'ONE_PERSON_TWO_ROLES', held: 'REPORTER', wanted: 'PROPOSER' },
  },
  {
    because: 'who has a conflict of interest does not propose',
    given: withA,
    when: without(p.propose, { conflicted: [people.proposer] }),
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'the fifth alike within a day is a mass action',
    given: withA,
    when: without(p.propose, { alike: 4 }),
    refused: { reason: 'MASS_ACTION_REQUIRED', alike: 4 },
  },
  {
    because: 'a suspension has an end',
    given: withA,
    when: without(p.propose, { termUs: 0 }),
    refused: { reason: 'TERM_INVALID', maxUs: 14 * f.DAY_US },
  },
  {
    because: 'a suspension lasts fourteen days at most',
    given: withA,
    when: without(p.propose, { termUs: 14 * f.DAY_US + 1 }),
    refused: { reason: 'TERM_INVALID', maxUs: 14 * f.DAY_US },
  },
  {
    because: 'a suspension needs a report on equal treatment',
    given: withA,
    when: without(p.propose, { parity: null }),
    refused: { reason: 'PARITY_MISSING' },
  },
  {
    because: 'a report is named by its hash',
    given: withA,
    when: without(p.propose, { parity: p.parityOf(p.proposedAtUs, { reportSha256: '' }) }),
    refused: { reason: 'PARITY_MISSING' },
  },
  {
    because: 'a report is a day old at most',
    given: withA,
    when: without(p.propose, {
      parity: p.parityOf(p.proposedAtUs, { builtAtUs: p.proposedAtUs - f.DAY_US - 1 }),
    }),
    refused: { reason: 'PARITY_STALE', builtAtUs: p.proposedAtUs - f.DAY_US - 1 },
  },
  {
    because: 'a difference of treatment has to be explained',
    given: withA,
    when: without(p.propose, {
      parity: p.parityOf(p.proposedAtUs, { gaps: [{ senders: 2, explanation: ' ' }] }),
    }),
    refused: { reason: 'PARITY_GAP_UNEXPLAINED', senders: 2 },
  },
  {
    because: 'somebody has to be there to decide',
    given: withA,
    when: without(p.propose, { lot: { reviewers: [people.reporter], draws: [1] } }),
    refused: { reason: 'NOBODY_ELIGIBLE', needed: 1, eligible: 0 },
  },
  {
    because: 'who has a conflict of interest is not drawn',
    given: withA,
    when: without(p.propose, { conflicted: [...people.reviewers] }),
    refused: { reason: 'NOBODY_ELIGIBLE', needed: 1, eligible: 0 },
  },
  {
    because: 'a panel is drawn by lot',
    given: withA,
    when: without(p.propose, { lot: { reviewers: people.reviewers, draws: [] } }),
    refused: { reason: 'RANDOMNESS_MISSING', needed: 1 },
  },
  {
    because: 'a ban follows a finished suspension, or a grave breach',
    given: suspended,
    when: without(banNotice, { grave: false }),
    refused: { reason: 'NO_EARLIER_SUSPENSION' },
  },
  {
    because: 'the people of the suspension do not propose the ban',
    given: suspended,
    when: without(banNotice, officer(people.proposer)),
    refused: { reason: 'ONE_PERSON_TWO_ROLES', held: 'PROPOSER', wanted: 'PROPOSER' },
  },
  {
    because: 'an emergency suspension follows no suspension',
    given: suspended,
    when: without(p.emergency, { nowUs: p.suspendedAtUs }),
    refused: { reason: 'WRONG_STATUS', status: 'SUSPENDED' },
  },
  {
    because: 'evasion of a ban is proved by class A',
    given: [...restricted, p.evidence(p.draftOf('B'))],
    when: without(p.emergency, { ground: 'BAN_EVASION' }),
    refused: { reason: 'EVIDENCE_INSUFFICIENT', shortfall: 'CLASS' },
  },
  {
    because: 'an old account is not suspended in a batch without a hearing',
    given: withA,
    when: without(p.emergency, { alike: 4, accountSinceUs: f.START_US - 6 * 365.25 * f.DAY_US }),
    refused: { reason: 'EMERGENCY_NOT_FOR_ACCOUNT' },
  },
];

refusesAll('the rules of proposals', proposalRefusals);
