import { MAX_TEXT } from '../src/domain/case/people.ts';
import * as f from './fixtures.ts';
import * as p from './process-fixtures.ts';
import {
  draftWithout,
  measure,
  officer,
  people,
  type Row,
  refusesAll,
  renew,
  restricted,
  reverse,
  suspended,
  withA,
  without,
} from './refusal-steps.ts';

const measureRefusals: Row[] = [
  {
    because: 'a person restricts only who was warned',
    given: [p.opening, p.addA],
    when: without(measure, { reasons: p.reasonsOf('evd-snd-1-1-1') }),
    refused: { reason: 'WRONG_STATUS', status: 'OPENED' },
  },
  {
    because: 'a person warns once',
    given: [f.story.warn, p.addA],
    when: without(measure, { measure: 'WARNED' }),
    refused: { reason: 'WRONG_STATUS', status: 'WARNED' },
  },
  {
    because: 'nothing follows a warning that was not delivered',
    given: [f.story.warn, p.addA],
    when: measure,
    refused: { reason: 'NOTICE_NOT_DELIVERED', noticeId: f.WARNING_NOTICE },
  },
  {
    because: 'a breach has to begin an hour after the warning was delivered',
    given: [f.story.warn, f.story.deliver, draftWithout('A', { occurredAtUs: f.deliveredAtUs })],
    when: measure,
    refused: { reason: 'FACTS_ALREADY_COUNTED', countsAfterUs: f.deliveredAtUs + f.HOUR_US },
  },
  {
    because: 'who reported does not decide',
    given: [f.story.warn, f.story.deliver, p.addA],
    when: without(measure, officer(people.reporter)),
    refused: { reason: 'ONE_PERSON_TWO_ROLES', held: 'REPORTER', wanted: 'DECIDER' },
  },
  {
    because: 'the fifth alike within a day is a mass action',
    given: [f.story.warn, f.story.deliver, p.addA],
    when: without(measure, { alike: 4 }),
    refused: { reason: 'MASS_ACTION_REQUIRED', alike: 4 },
  },
  {
    because: 'only a restriction is prolonged',
    given: [f.story.warn, f.story.deliver],
    when: p.extend,
    refused: { reason: 'WRONG_STATUS', status: 'WARNED' },
  },
  {
    because: 'a restriction is prolonged once',
    given: [...restricted, p.extend],
    when: p.extend,
    refused: { reason: 'ALREADY_EXTENDED' },
  },
  {
    because: 'a restriction that is over is not prolonged',
    given: restricted,
    when: without(p.extend, { nowUs: f.restrictionEndsAtUs }),
    refused: { reason: 'SANCTION_OVER', endedAtUs: f.restrictionEndsAtUs },
  },
  {
    because: 'an extension has reasons',
    given: restricted,
    when: without(p.extend, { reasons: '' }),
    refused: { reason: 'TEXT_LENGTH', field: 'reasons', max: MAX_TEXT },
  },
  {
    because: 'who decided the suspension does not renew it',
    given: suspended,
    when: without(renew, officer('crd-r1')),
    refused: { reason: 'ONE_PERSON_TWO_ROLES', held: 'DECIDER', wanted: 'DECIDER' },
  },
  {
    because: 'a renewal lasts fourteen days at most',
    given: suspended,
    when: without(renew, { termUs: 15 * f.DAY_US }),
    refused: { reason: 'TERM_INVALID', maxUs: 14 * f.DAY_US },
  },
  {
    because: 'an emergency suspension is ratified, not renewed',
    given: [...withA, p.emergency],
    when: without(renew, { nowUs: p.emergency.nowUs + 1 }),
    refused: { reason: 'WRONG_STATUS', status: 'SUSPENDED' },
  },
  {
    because: 'a suspension that is over is not renewed',
    given: suspended,
    when: without(renew, { nowUs: p.suspendedAtUs + p.TERM_US }),
    refused: { reason: 'SANCTION_OVER', endedAtUs: p.suspendedAtUs + p.TERM_US },
  },
  {
    because: 'only a sanction that stands is reversed',
    given: restricted,
    when: without(reverse, { sanctionId: 'snc-snd-1-1-9' }),
    refused: { reason: 'SANCTION_NOT_LIVE' },
  },
  {
    because: 'who took part does not reverse',
    given: withA,
    when: without(reverse, officer(people.reporter)),
    refused: { reason: 'REVIEWER_INVOLVED' },
  },
];

const banRefusals: Row[] = [
  {
    because: 'nobody is banned without notice',
    given: suspended,
    when: { type: 'ImposeBan', ladder: f.ladder, nowUs: p.suspendedAtUs + 400 * f.DAY_US },
    refused: { reason: 'WRONG_STATUS', status: 'SUSPENDED' },
  },
];

refusesAll('the rules of measures', measureRefusals);
refusesAll('the rules of measures', banRefusals);
