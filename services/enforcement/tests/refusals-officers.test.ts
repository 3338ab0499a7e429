import type { AddEvidence } from '../src/domain/case/case-orders.ts';
import type { CaseCommand } from '../src/domain/case/commands.ts';
import * as f from './fixtures.ts';
import * as p from './process-fixtures.ts';
import {
  banNotice,
  gist,
  officer,
  people,
  type Row,
  refusesAll,
  renew,
  restricted,
  reverse,
  review,
  sealed,
  suspended,
  withA,
  without,
  withScreenshot,
} from './refusal-steps.ts';

/** Evidence that comes in while the suspension runs. */
const late = (order: AddEvidence): AddEvidence => ({ ...order, nowUs: p.suspendedAtUs });
const later = { occurredAtUs: p.suspendedAtUs };
const inConflict = (by: string) => ({ by, conflicted: [by] });
/** The extension is appealed against and taken back: nobody repeats it. */
const extensionReversed: CaseCommand[] = [
  ...[...restricted, p.extend],
  { ...f.story.appeal, measureId: p.EXTENSION, nowUs: p.extend.nowUs + f.HOUR_US },
  { ...f.story.uphold, nowUs: p.extend.nowUs + 2 * f.HOUR_US },
];
const renewalReversed: CaseCommand[] = [
  ...[...suspended, renew],
  { ...f.story.appeal, measureId: 'snc-snd-1-1-4', nowUs: p.suspendedAtUs + f.HOUR_US },
  { ...f.story.uphold, reviewer: 'crd-r8', nowUs: p.suspendedAtUs + 2 * f.HOUR_US },
];

/** The suspension has ended, and its renewal runs. */
const renewalBeginsAtUs = p.suspendedAtUs + p.TERM_US;
const renewalRuns: CaseCommand[] = [
  ...[...suspended, renew],
  { ...f.story.expire, sanctionId: p.SUSPENSION, nowUs: renewalBeginsAtUs },
];

const officerRefusals: Row[] = [
  {
    because: 'who has a conflict of interest suspends nobody at once',
    given: withA,
    when: without(p.emergency, inConflict(people.moderator)),
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'who reported does not suspend at once',
    given: withA,
    when: without(p.emergency, { by: people.reporter }),
    refused: { reason: 'ONE_PERSON_TWO_ROLES', held: 'REPORTER', wanted: 'DECIDER' },
  },
  {
    because: 'also a suspension at once has a term',
    given: withA,
    when: without(p.emergency, { termUs: 14 * f.DAY_US + 1 }),
    refused: { reason: 'TERM_INVALID', maxUs: 14 * f.DAY_US },
  },
  {
    because: 'also the notice of a ban names a clause',
    given: suspended,
    when: without(banNotice, { reasons: { ...banNotice.reasons, clause: '' } }),
    refused: { reason: 'CLAUSE_MISSING' },
  },
  {
    because: 'also the notice of a ban shows that others were treated alike',
    given: suspended,
    when: without(banNotice, { parity: null }),
    refused: { reason: 'PARITY_MISSING' },
  },
  {
    because: 'who has a conflict of interest prolongs no restriction',
    given: restricted,
    when: without(p.extend, inConflict(people.moderator)),
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'an extension that was taken back is not made again',
    given: extensionReversed,
    when: without(p.extend, { by: 'crd-other', nowUs: p.extend.nowUs + 3 * f.HOUR_US }),
    refused: { reason: 'ALREADY_EXTENDED' },
  },
  {
    because: 'who has a conflict of interest renews no suspension',
    given: suspended,
    when: without(renew, inConflict('crd-r2')),
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'a renewal that was taken back is not made again',
    given: renewalReversed,
    when: without(renew, { by: 'crd-r3', nowUs: p.suspendedAtUs + 3 * f.HOUR_US }),
    refused: { reason: 'ALREADY_EXTENDED' },
  },
  {
    because: 'a renewal that runs is not renewed',
    given: renewalRuns,
    when: without(renew, { by: 'crd-r3', nowUs: renewalBeginsAtUs + f.HOUR_US }),
    refused: { reason: 'ALREADY_EXTENDED' },
  },
  {
    because: 'a correction of the operator has reasons',
    given: restricted,
    when: without(reverse, { reasons: '' }),
    refused: { reason: 'TEXT_LENGTH', field: 'reasons', max: 5000 },
  },
  {
    because: 'a renewal has reasons',
    given: suspended,
    when: without(renew, { reasons: ' ' }),
    refused: { reason: 'TEXT_LENGTH', field: 'reasons', max: 5000 },
  },
  {
    because: 'what is not suspended is not renewed',
    given: restricted,
    when: without(renew, { nowUs: p.extend.nowUs }),
    refused: { reason: 'WRONG_STATUS', status: 'RESTRICTED' },
  },
  {
    because: 'two complaints do not corroborate a private screenshot',
    given: [
      ...[...withScreenshot, review, gist],
      ...[p.evidence(p.draftOf('C')), p.evidence(p.draftOf('D'))],
    ],
    when: without(p.propose, { reasons: p.reasonsOf(sealed, 'evd-snd-1-1-5', 'evd-snd-1-1-6') }),
    refused: { reason: 'CORROBORATION_MISSING', evidenceId: sealed },
  },
  {
    because: 'two items from outside carry no suspension without one of the provider',
    given: [
      ...restricted,
      ...[p.evidence(p.draftOf('C')), p.evidence(p.draftOf('D'), officer(people.secondReporter))],
    ],
    when: without(p.propose, { reasons: p.reasonsOf('evd-snd-1-1-3', 'evd-snd-1-1-4') }),
    refused: { reason: 'EVIDENCE_INSUFFICIENT', shortfall: 'CLASS' },
  },
  {
    because: 'the notice of a ban rests on events of the log, not on two other items',
    given: [
      ...suspended,
      late(p.evidence(p.draftOf('B', later))),
      late(p.evidence(p.draftOf('C', later), officer(people.secondReporter))),
    ],
    when: without(banNotice, {
      ...{ reasons: p.reasonsOf('evd-snd-1-1-4', 'evd-snd-1-1-5') },
      ...{ nowUs: p.suspendedAtUs + f.HOUR_US, parity: p.parityOf(p.suspendedAtUs) },
    }),
    refused: { reason: 'EVIDENCE_INSUFFICIENT', shortfall: 'CLASS' },
  },
  {
    because: 'who has a conflict of interest approves no gist',
    given: [...withScreenshot, review],
    when: without(gist, inConflict('crd-r7')),
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'where the sender gets the transcript there is no gist to approve',
    given: [...withScreenshot, without(review, { gist: '' })],
    when: gist,
    refused: { reason: 'GIST_MISSING' },
  },
];

refusesAll('the rules of who may, how often and on what', officerRefusals);
