import { describe, expect, it } from 'vitest';
import { Acquaintance } from '../src/domain/signals/acquaintance.ts';
import * as f from './fixtures.ts';

interface Mailing {
  day: number;
  /** First person and how many, in order. */
  first: number;
  people: number;
}

function after(...mailings: Mailing[]): Acquaintance {
  const acquaintance = new Acquaintance();
  for (const { day, first, people } of mailings) {
    for (let i = 0; i < people; i++) {
      acquaintance.noteMessage(f.pseudonymOf(first + i), dayUs(day) + i * f.SECOND_US);
    }
  }
  return acquaintance;
}

/** Midnight of a day. */
function dayUs(day: number): number {
  return Math.floor(f.START_US / f.DAY_US) * f.DAY_US + day * f.DAY_US;
}

const LIST = { first: 0, people: 400 };
const OTHERS = { first: 10_000, people: 40 };

describe('acquaintance', () => {
  it.each([
    {
      sentence: 'takes everybody for a stranger the first time',
      mailings: [{ day: 0, ...LIST }],
      signals: { strangerShare: 1, strangerShareBefore: 1, strangers: 256 },
    },
    {
      sentence: 'knows a list that was written to before',
      mailings: [
        { day: 0, ...LIST },
        { day: 3, ...LIST },
      ],
      signals: { strangerShare: 0, strangerShareBefore: 1, strangers: 0 },
    },
    {
      sentence: 'tells strangers after a day on which the sender wrote to people it knew',
      mailings: [
        { day: 0, ...LIST },
        { day: 3, ...LIST },
        { day: 5, ...OTHERS },
      ],
      signals: { strangerShare: 1, strangerShareBefore: 0, strangers: 40 },
    },
    {
      sentence: 'tells a newcomer who goes through its list day by day from a sudden change',
      mailings: [
        { day: 0, first: 0, people: 100 },
        { day: 1, first: 100, people: 100 },
      ],
      signals: { strangerShare: 1, strangerShareBefore: 1 },
    },
    {
      sentence: 'is not blinded by a new list of the day before',
      mailings: [
        { day: 0, ...LIST },
        { day: 3, ...LIST },
        { day: 5, ...OTHERS },
        { day: 6, first: 20_000, people: 40 },
      ],
      signals: { strangerShare: 1, strangerShareBefore: 0 },
    },
    {
      sentence: 'takes new people for usual after three days of them',
      mailings: [
        { day: 0, ...LIST },
        { day: 3, ...LIST },
        ...[4, 5, 6, 7].map((day) => ({ day, first: day * 10_000, people: 40 })),
      ],
      signals: { strangerShare: 1, strangerShareBefore: 1 },
    },
    {
      sentence: 'says nothing of a sender that has sent fewer than 32 messages',
      mailings: [{ day: 0, first: 0, people: 31 }],
      signals: { strangerShare: 0, strangers: 31 },
    },
    {
      sentence: 'says nothing of fewer than 32 messages in the window',
      mailings: [
        { day: 0, ...LIST },
        { day: 3, ...LIST },
        { day: 5, ...OTHERS, people: 31 },
      ],
      signals: { strangerShare: 0, strangers: 31 },
    },
    {
      sentence: 'counts a person who is written to twice as a stranger once',
      mailings: [
        { day: 0, ...LIST },
        { day: 3, first: 10_000, people: 16 },
        { day: 3, first: 10_000, people: 16 },
      ],
      signals: { strangerShare: 0.5, strangers: 16 },
    },
  ])('$sentence', ({ mailings, signals }) => {
    const sinceUs = dayUs(mailings.at(-1)?.day ?? 0) - f.HOUR_US;
    expect(after(...mailings).signals(sinceUs)).toMatchObject(signals);
  });

  it('forgets the latest messages when they leave the window', () => {
    const signals = after({ day: 0, ...LIST }).signals(dayUs(1));
    expect(signals).toMatchObject({ strangerShare: 0, strangers: 0, strangerComplaintShare: 0 });
  });

  it('counts who complained among the strangers, once each, and nobody else', () => {
    const acquaintance = after({ day: 0, ...LIST }, { day: 3, ...LIST }, { day: 5, ...OTHERS });
    for (const who of [10_000, 10_000, 10_001, 3, 99_999]) {
      acquaintance.noteComplaint(f.pseudonymOf(who));
    }
    expect(acquaintance.signals(dayUs(5)).strangerComplaintShare).toBe(2 / 40);
  });

  it('goes on telling strangers of a sender with more people than it holds', () => {
    const list = { first: 0, people: 30_000 };
    const acquaintance = after({ day: 0, ...list }, { day: 3, ...list });
    expect(acquaintance.signals(dayUs(3)).strangerShare).toBe(0);
    for (let i = 0; i < 400; i++) {
      acquaintance.noteMessage(f.pseudonymOf(100_000 + i), dayUs(5) + i * f.SECOND_US);
    }
    const signals = acquaintance.signals(dayUs(5));
    expect(signals).toMatchObject({ strangerShare: 1, strangerShareBefore: 0 });
  });
});
