import {
  OptOutEffective,
  Recognition,
  ReplyTaken,
  ServiceTextKind,
  ServiceTextOmitted,
  ServiceTextOrdered,
} from '@hustings/contracts/optout';
import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import {
  type AnswerCommand,
  type AnswerEvent,
  answerDecider,
  type OrderText,
  stepOf,
} from '../src/domain/answer.ts';

const CONFIRMATION = ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION;
const CONFIRMATION_ALL = ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION_ALL;
const CODE = ServiceTextKind.SERVICE_TEXT_KIND_REQUEST_CODE;
const HOUR_US = 3_600_000_000;
const NOW_US = 1_000 * HOUR_US;
const RULES = { max: 3, perUs: HOUR_US };

function taken(
  inboundId: string,
  recognition: Recognition = Recognition.RECOGNITION_OPT_OUT,
): AnswerEvent {
  return { type: 'ReplyTaken', ...ReplyTaken.create({ inboundId, recognition }) };
}

function effective(inboundId: string): AnswerEvent {
  return { type: 'OptOutEffective', ...OptOutEffective.create({ inboundId }) };
}

function textOf(cause: string, kind: ServiceTextKind, atUs: number): ServiceTextOrdered {
  return ServiceTextOrdered.create({
    ...{ textId: `text-${cause}`, cause, kind, contentSeq: 7n },
    orderedAtUs: BigInt(atUs),
    expiresAtUs: BigInt(atUs + HOUR_US),
  });
}

function ordered(cause: string, kind: ServiceTextKind = CONFIRMATION, atUs = NOW_US): AnswerEvent {
  return { type: 'ServiceTextOrdered', ...textOf(cause, kind, atUs) };
}

function order(
  cause: string,
  kind: ServiceTextKind = CONFIRMATION,
  fields: Partial<ServiceTextOrdered> = {},
): OrderText {
  return { type: 'OrderText', rules: RULES, ...textOf(cause, kind, NOW_US), ...fields };
}

/** What comes of a text that is due: its order, or the reason for which it is left out. */
function outcome(events: AnswerEvent[], command: AnswerCommand): string[] {
  const answer = given(answerDecider, events).when(command);
  if ('rejected' in answer) throw new Error('an answer is never refused');
  return answer.events.map((event) =>
    event.type === 'ServiceTextOmitted' ? event.reason : event.type,
  );
}

describe('a text that is due', () => {
  it('is ordered once for its cause', () => {
    expect(outcome([taken('in-1'), effective('in-1')], order('in-1'))).toEqual([
      'ServiceTextOrdered',
    ]);
    expect(outcome([taken('in-1'), ordered('in-1')], order('in-1'))).toEqual([]);
  });

  it.each<[string, AnswerEvent[], Partial<ServiceTextOrdered>, string]>([
    ['there is nobody to write to', [], { contentSeq: 0n }, 'NO_ADDRESS'],
    ['it comes too late', [], { expiresAtUs: BigInt(NOW_US - 1) }, 'TOO_LATE'],
    ['the opt-out was confirmed before', [ordered('in-0')], {}, 'STOOD_ALREADY'],
    [
      'that from all was confirmed before',
      [ordered('in-0', CONFIRMATION_ALL)],
      {},
      'STOOD_ALREADY',
    ],
  ])('is left out where %s', (...[, events, fields, reason]) => {
    expect(outcome(events, order('in-1', CONFIRMATION, fields))).toEqual([reason]);
  });

  it('is in time at the very instant of its expiry', () => {
    const last = { expiresAtUs: BigInt(NOW_US) };
    expect(outcome([], order('in-1', CONFIRMATION, last))).toEqual(['ServiceTextOrdered']);
  });

  it('is a confirmation again when the person has started and stops once more', () => {
    const started = [ordered('in-0'), taken('in-1', Recognition.RECOGNITION_START)];
    expect(outcome(started, order('in-2'))).toEqual(['ServiceTextOrdered']);
    const stopped = [ordered('in-0'), taken('in-1', Recognition.RECOGNITION_OPT_OUT)];
    expect(outcome(stopped, order('in-2'))).toEqual(['STOOD_ALREADY']);
  });

  it('stays confirmed whatever else is written to the person', () => {
    const other = ServiceTextKind.SERVICE_TEXT_KIND_HELP;
    expect(outcome([ordered('in-0'), ordered('in-1', other)], order('in-2'))).toEqual([
      'STOOD_ALREADY',
    ]);
  });

  it.each([
    ['as many as allowed', [0, 1, 2], ['ANSWERED_LATELY']],
    ['one less', [0, 1], ['ServiceTextOrdered']],
    ['one of them just a period ago', [0, 1, HOUR_US], ['ServiceTextOrdered']],
    ['one of them a hair later', [0, 1, HOUR_US - 1], ['ANSWERED_LATELY']],
  ])('is bounded in a period: %s before it', (...[, agesUs, expected]) => {
    const asked = agesUs.map((ageUs, index) => ordered(`in-${index}`, CODE, NOW_US - ageUs));
    expect(outcome(asked, order('in-9', CODE))).toEqual(expected);
  });

  it('is counted with its like: questions do not use up answers, nor answers questions', () => {
    const questions = [0, 1, 2].map((index) => ordered(`in-${index}`, CODE));
    expect(outcome(questions, order('in-9'))).toEqual(['ServiceTextOrdered']);
    const replies = [0, 1, 2].map((index) =>
      ordered(`in-${index}`, ServiceTextKind.SERVICE_TEXT_KIND_HELP),
    );
    expect(outcome(replies, order('in-9', CODE))).toEqual(['ServiceTextOrdered']);
  });
});

describe('a step of what a reply calls for', () => {
  const omit: AnswerCommand = {
    type: 'OmitText',
    ...ServiceTextOmitted.create({ cause: 'in-1', reason: 'TO_BE_REVIEWED' }),
  };
  const take: AnswerCommand = { type: 'TakeReply', ...ReplyTaken.create({ inboundId: 'in-1' }) };
  const note: AnswerCommand = {
    type: 'NoteEffective',
    ...OptOutEffective.create({ inboundId: 'in-1' }),
  };

  it.each<[string, AnswerEvent[], AnswerCommand, string[]]>([
    ['a reply is taken', [], take, ['ReplyTaken']],
    ['a reply that is known', [taken('in-1')], take, []],
    ['an opt-out takes effect', [taken('in-1')], note, ['OptOutEffective']],
    ['it takes effect a second time', [taken('in-1'), effective('in-1')], note, []],
    ['it takes effect after its end', [taken('in-1'), ordered('in-1')], note, []],
    ['it takes effect for a reply that nobody took', [], note, []],
    ['a text is left out', [taken('in-1')], omit, ['TO_BE_REVIEWED']],
    ['a text is left out a second time', [taken('in-1'), ordered('in-1')], omit, []],
  ])('counts once: %s', (...[, events, command, expected]) => {
    expect(outcome(events, command)).toEqual(expected);
  });

  it('is remembered for the latest 64 replies', () => {
    const many = Array.from({ length: 65 }, (_, index) => taken(`in-${index}`));
    const state = given(answerDecider, many).state();
    expect([stepOf(state, 'in-0'), stepOf(state, 'in-1'), stepOf(state, 'in-64')]).toEqual([
      null,
      'TAKEN',
      'TAKEN',
    ]);
  });

  it('of an old reply does not make it the latest', () => {
    const { acts } = given(answerDecider, [
      taken('in-1'),
      taken('in-2'),
      effective('in-1'),
    ]).state();
    expect(acts).toEqual([
      { cause: 'in-1', step: 'EFFECTIVE' },
      { cause: 'in-2', step: 'TAKEN' },
    ]);
  });
});
