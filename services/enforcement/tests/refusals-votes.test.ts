import { MAX_TEXT } from '../src/domain/case/people.ts';
import * as f from './fixtures.ts';
import * as p from './process-fixtures.ts';
import {
  answer,
  decline,
  heard,
  massHeard,
  officer,
  people,
  proposed,
  type Row,
  refusesAll,
  release,
  suspended,
  withA,
  withdraw,
  without,
} from './refusal-steps.ts';

const voteRefusals: Row[] = [
  {
    because: 'only what was proposed is decided',
    given: withA,
    when: p.vote,
    refused: { reason: 'PROPOSAL_UNKNOWN' },
  },
  {
    because: 'a proposal is decided once',
    given: suspended,
    when: p.vote,
    refused: { reason: 'PROPOSAL_CLOSED' },
  },
  {
    because: 'who was not drawn does not decide',
    given: heard,
    when: without(p.vote, officer('crd-r2')),
    refused: { reason: 'NOT_ASSIGNED' },
  },
  {
    because: 'who declared a conflict after the draw does not decide',
    given: heard,
    when: without(p.vote, { conflicted: ['crd-r1'] }),
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'who gave evidence after the draw does not decide',
    given: [...heard, p.evidence(p.draftOf('B'), officer('crd-r1'))],
    when: p.vote,
    refused: { reason: 'ONE_PERSON_TWO_ROLES', held: 'REPORTER', wanted: 'DECIDER' },
  },
  {
    because: 'a vote has reasons',
    given: heard,
    when: without(p.vote, { reasons: '' }),
    refused: { reason: 'TEXT_LENGTH', field: 'reasons', max: MAX_TEXT },
  },
  {
    because: 'nobody decides before the evidence reached the sender',
    given: proposed,
    when: p.vote,
    refused: { reason: 'ANSWER_AWAITED', untilUs: null },
  },
  {
    because: 'the sender has 72 hours to answer',
    given: heard,
    when: without(p.vote, { nowUs: p.decidedAtUs - 1 }),
    refused: { reason: 'ANSWER_AWAITED', untilUs: p.decidedAtUs },
  },
  {
    because: 'an answer is read before it is decided',
    given: [...heard, answer],
    when: p.vote,
    refused: { reason: 'ANSWER_UNREAD', answerId: 'ans-snd-1-1-1' },
  },
  {
    because: 'a restriction that has ended by its clock is not followed by a suspension',
    given: [...withA, p.propose, p.deliverHearing],
    when: without(p.vote, { nowUs: p.decidedAtUs }),
    refused: { reason: 'SANCTION_OVER', endedAtUs: f.restrictionEndsAtUs },
  },
  {
    because: 'who was drawn declines once',
    given: [...heard, decline],
    when: decline,
    refused: { reason: 'NOT_ASSIGNED' },
  },
  {
    because: 'only what was proposed is declined',
    given: withA,
    when: decline,
    refused: { reason: 'PROPOSAL_UNKNOWN' },
  },
  {
    because: 'what was decided is not declined',
    given: suspended,
    when: decline,
    refused: { reason: 'PROPOSAL_CLOSED' },
  },
  {
    because: 'who stands aside says why',
    given: heard,
    when: without(decline, { reasons: '' }),
    refused: { reason: 'TEXT_LENGTH', field: 'reasons', max: MAX_TEXT },
  },
  {
    because: 'somebody else has to be there',
    given: heard,
    when: without(decline, { lot: { reviewers: ['crd-r1'], draws: [0] } }),
    refused: { reason: 'NOBODY_ELIGIBLE', needed: 1, eligible: 0 },
  },
  {
    because: 'a proposal is taken back by its proposer',
    given: proposed,
    when: without(withdraw, officer('crd-r1')),
    refused: { reason: 'NOT_THE_PROPOSER' },
  },
  {
    because: 'a proposal is taken back once',
    given: [...proposed, withdraw],
    when: withdraw,
    refused: { reason: 'PROPOSAL_CLOSED' },
  },
  {
    because: 'only what was proposed is taken back',
    given: withA,
    when: withdraw,
    refused: { reason: 'PROPOSAL_UNKNOWN' },
  },
  {
    because: 'nobody of a panel votes twice',
    given: [
      ...withA,
      without(p.propose, {
        vote: { electionId: 'es-2027', votesAtUs: p.proposedAtUs + f.DAY_US },
      }),
      p.deliverHearing,
      p.extend,
      p.vote,
    ],
    when: p.vote,
    refused: { reason: 'ALREADY_VOTED' },
  },
  {
    because: 'who has voted does not stand aside',
    given: [
      ...withA,
      without(p.propose, {
        vote: { electionId: 'es-2027', votesAtUs: p.proposedAtUs + f.DAY_US },
      }),
      p.deliverHearing,
      p.extend,
      p.vote,
    ],
    when: decline,
    refused: { reason: 'ALREADY_VOTED' },
  },
];

const massRefusals: Row[] = [
  {
    because: 'no single person decides about an account of a mass action',
    given: massHeard,
    when: p.vote,
    refused: { reason: 'PART_OF_MASS_ACTION' },
  },
  {
    because: 'a proposal of its own is not released by a mass action',
    given: heard,
    when: release,
    refused: { reason: 'NOT_FOR_MASS_ACTION' },
  },
  {
    because: 'a mass action has three approvers',
    given: massHeard,
    when: without(release, { approvals: release.approvals.slice(0, 2) }),
    refused: { reason: 'APPROVERS_MISSING', needed: 3 },
  },
  {
    because: 'none of whom is something else in the case',
    given: massHeard,
    when: without(release, {
      approvals: [...release.approvals, { approvedBy: people.proposer, atUs: p.heardAtUs }],
    }),
    refused: { reason: 'ONE_PERSON_TWO_ROLES', held: 'PROPOSER', wanted: 'DECIDER' },
  },
  {
    because: 'each account is heard',
    given: massHeard,
    when: without(release, { nowUs: p.decidedAtUs - 1 }),
    refused: { reason: 'ANSWER_AWAITED', untilUs: p.decidedAtUs },
  },
  {
    because: 'an answer that came after an approval was not read',
    given: [...massHeard, without(answer, { nowUs: p.heardAtUs + 1 })],
    when: release,
    refused: { reason: 'ANSWER_UNREAD', answerId: 'ans-snd-1-1-1' },
  },
  {
    because: 'only what was proposed is released',
    given: withA,
    when: release,
    refused: { reason: 'PROPOSAL_UNKNOWN' },
  },
];

refusesAll('the rules of panels', voteRefusals);
refusesAll('the rules of panels', massRefusals);
