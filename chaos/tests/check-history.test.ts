import { describe, expect, it } from 'vitest';
import { checkHistory } from '../src/check/check-history.ts';
import { NUMBER, OTHER_NUMBER, Story } from './support/histories.ts';

function person(index: number): string {
  return `+3461000${String(1000 + index)}`;
}

function kindsOf(story: Story): string[] {
  return checkHistory(story.operations).violations.map(({ promise, kind }) => `${promise} ${kind}`);
}

/** So many people, one each so many milliseconds. */
function people(story: Story, count: number, everyMs: number): Story {
  for (let index = 0; index < count; index++) story.send(index * everyMs, person(index));
  return story;
}

const LONG = 'a'.repeat(300);

describe('A history in which', () => {
  it.each<{ what: string; story: () => Story; broken: string[] }>([
    {
      what: 'a hand-off begins after an acknowledged opt-out',
      story: () => new Story().optOut(100, 200).send(190),
      broken: ['P1 OPT_OUT'],
    },
    {
      what: 'a hand-off begins after an answered STOP',
      story: () => new Story().reply(100, true).send(200),
      broken: ['P1 OPT_OUT'],
    },
    {
      what: 'a hand-off begins after an opt-out from everybody, from whatever number',
      story: () =>
        new Story()
          .optOut(0, 100, null)
          .ask(110, 'x', { from: OTHER_NUMBER })
          .answer(120, 'x')
          .arrive(130, 'x', { from: OTHER_NUMBER }),
      broken: ['P1 OPT_OUT'],
    },
    {
      what: 'an opt-out is followed by START to another number',
      story: () => new Story().optOut(0, 100).start(200, [OTHER_NUMBER]).send(300),
      broken: ['P1 OPT_OUT'],
    },
    {
      what: 'an opt-out from everybody is followed by START to one number',
      story: () => new Story().optOut(0, 100, null).start(200).send(300),
      broken: ['P1 OPT_OUT'],
    },
    {
      what: 'an opt-out from one organisation is followed by the word about everybody',
      story: () => new Story().optOut(0, 100).start(200, null).send(300),
      broken: ['P1 OPT_OUT'],
    },
    {
      what: 'a person stops again after START',
      story: () => new Story().optOut(0, 100).start(200).reply(300, true).send(400),
      broken: ['P1 OPT_OUT'],
    },
    {
      what: 'four arrive within a second that allows three',
      story: () => people(new Story(), 4, 333),
      broken: ['P2 WINDOW'],
    },
    {
      what: 'a rejected call counts as one that arrived',
      story: () =>
        people(new Story(), 3, 100).add(350, 'arrival', {
          type: 'fail',
          key: 'm-x-1',
          value: { from: NUMBER, to: person(9), text: 'x' },
        }),
      broken: ['P2 WINDOW'],
    },
    {
      what: 'five segments are sent where the bucket holds four',
      story: () =>
        new Story().send(0, person(1), LONG).send(10, person(2), LONG).send(400, person(3)),
      broken: ['P2 BUCKET'],
    },
    {
      what: 'one person gets three messages in less than six seconds',
      story: () => new Story().send(0).send(2000).send(5999),
      broken: ['P2 PAIR'],
    },
    {
      what: 'a fifth person is reached in ten seconds',
      story: () => people(new Story(), 5, 2499),
      broken: ['P2 UNIQUES'],
    },
    {
      what: 'a message arrives twice under one reference',
      story: () => new Story().send(0).arrive(7000, 'k0'),
      broken: ['P3 DUPLICATE'],
    },
    {
      what: 'a message arrives again as its second attempt',
      story: () => new Story().send(0).arrive(7000, 'k0', { attempt: 2 }),
      broken: ['P3 DUPLICATE'],
    },
    {
      what: 'one key becomes two messages',
      story: () =>
        new Story().send(0).answer(50, 'k0', { messageId: 'm-other' }).fate('other', 'QUEUED'),
      broken: ['P3 TWO_IDS'],
    },
    {
      what: 'an acknowledged message is nowhere',
      story: () => new Story().ask(0, 'x').answer(1, 'x', { outcome: 'QUEUED' }),
      broken: ['P3 LOST'],
    },
    {
      what: 'an acknowledged message was released and has no end',
      story: () => new Story().ask(0, 'x').answer(1, 'x').fate('x', 'HAND_OFF_STARTED'),
      broken: ['P3 LOST'],
    },
    {
      what: 'a cancellation has no reason',
      story: () => new Story().ask(0, 'x').answer(1, 'x').fate('x', 'CANCELLED'),
      broken: ['P3 LOST'],
    },
    {
      what: 'a refused message arrives all the same',
      story: () => new Story().ask(0, 'x').answer(1, 'x', { outcome: 'REFUSED' }).arrive(20, 'x'),
      broken: ['P3 REFUSED_YET_SENT'],
    },
    {
      what: 'a message arrives that nobody asked for',
      story: () => new Story().arrive(20, 'x'),
      broken: ['P3 UNASKED'],
    },
    {
      what: 'a message arrives at another person',
      story: () =>
        new Story()
          .ask(0, 'x')
          .answer(1, 'x')
          .arrive(20, 'x', { to: person(5) }),
      broken: ['P3 UNASKED'],
    },
  ])('$what breaks a promise', ({ story, broken }) => {
    expect(kindsOf(story())).toEqual(broken);
  });

  it.each<{ what: string; story: () => Story }>([
    {
      what: 'a hand-off had begun before the acknowledgement and arrives after it',
      story: () =>
        new Story()
          .ask(0, 'x')
          .answer(1, 'x')
          .add(50, 'hand-off', { type: 'invoke', key: 'm-x-1' })
          .optOut(10, 60)
          .arrive(300, 'x'),
    },
    { what: 'an opt-out is not acknowledged', story: () => new Story().optOut(10, 500).send(20) },
    {
      what: 'the opt-out binds another number',
      story: () => new Story().optOut(0, 5, [OTHER_NUMBER]).send(20),
    },
    {
      what: 'the person wrote START after STOP',
      story: () => new Story().reply(0, true).start(100).send(200),
    },
    {
      what: 'the person wrote START after staff had opted them out',
      story: () => new Story().optOut(0, 100).start(200).send(300),
    },
    {
      what: 'the person took back an opt-out from everybody',
      story: () => new Story().optOut(0, 100, null).start(200, null).send(300),
    },
    { what: 'three arrive in each half-open second', story: () => people(new Story(), 4, 334) },
    { what: 'a window ends where the next begins', story: () => people(new Story(), 4, 2500) },
    {
      what: 'the fifth person has replied',
      story: () => people(new Story().reply(1, false, person(4)), 5, 1999),
    },
    {
      what: 'the third message comes after six seconds',
      story: () => new Story().send(0).send(1).send(6000),
    },
    {
      what: 'a lost answer was repeated with the same key',
      story: () => new Story().ask(0, 'x').send(0).answer(9, 'k0'),
    },
    {
      what: 'acknowledged messages are cancelled with a reason, queued, rejected or uncertain',
      story: () => {
        const story = new Story();
        for (const step of ['CANCELLED', 'QUEUED', 'REJECTED', 'UNCERTAIN']) {
          story.ask(0, step).answer(1, step).fate(step, step, 'EXPIRED');
        }
        return story;
      },
    },
  ])('$what is in order', ({ story }) => {
    expect(kindsOf(story())).toEqual([]);
  });

  it('counts what an outsider can count', () => {
    const story = new Story().send(0).send(10).optOut(50, 100).start(150).reply(200, true);
    story.ask(20, 'x').answer(30, 'x').fate('x', 'UNCERTAIN');
    expect(checkHistory(story.operations)).toEqual({
      sends: 3,
      optOuts: 2,
      optOutsAgain: 1,
      handedOff: 2,
      uncertain: 1,
      violations: [],
    });
  });

  it('names the worst window once, however many overlap it', () => {
    const { violations } = checkHistory(people(new Story(), 6, 100).operations);
    const [window] = violations.filter(({ kind }) => kind === 'WINDOW');
    expect(window?.text).toBe('second: 6 in the 1000 ms from 20, 3 allowed (and 2 more windows)');
    expect(violations.filter(({ kind }) => kind === 'UNIQUES')).toHaveLength(1);
  });
});
