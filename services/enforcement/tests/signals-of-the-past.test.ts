import { describe, expect, it } from 'vitest';
import type { SenderFact } from '../src/domain/signals/fact.ts';
import { FamilyIndex } from '../src/domain/signals/family-index.ts';
import { SenderPast } from '../src/domain/signals/sender-past.ts';
import { SenderWindow } from '../src/domain/signals/sender-window.ts';
import { DAY_US, HOUR_US, pseudonymOf, SECOND_US, START_US } from './fixtures.ts';

const DAY_MS = DAY_US / 1000;
const MIDNIGHT_US = Math.floor(START_US / DAY_US) * DAY_US;

/** Messages that begin at an instant, evenly through a span. */
interface Stretch {
  atUs: number;
  count: number;
  spanUs: number;
  tool?: string;
}

/** A sender whose messages the past and the window both see, as the watch shows them. */
function senderWith(...stretches: Stretch[]): SenderWindow {
  const past = new SenderPast(null);
  past.noteRegistration(MIDNIGHT_US);
  const window = new SenderWindow(DAY_MS, past);
  let seq = 0;
  for (const { atUs, count, spanUs, tool = 'tool-1' } of stretches) {
    for (let i = 0; i < count; i++) {
      seq++;
      const at = atUs + (i * spanUs) / count;
      past.noteMessage(at, tool, pseudonymOf(seq));
      window.add(messageAt(at, { seq, tool }));
    }
  }
  return window;
}

function messageAt(atUs: number, { seq, tool }: { seq: number; tool: string }): SenderFact {
  return {
    type: 'MessageReleased',
    ...{ senderId: 'snd-1', organisationId: 'org-1', recipient: pseudonymOf(seq) },
    ...{ familyId: 'fam-1', linkMismatch: false, tool, atUs, seq },
  };
}

const day = (number: number) => MIDNIGHT_US + number * DAY_US;
const usual = Array.from({ length: 5 }, (_, i) => ({
  ...{ atUs: day(i) + 9 * HOUR_US, count: 20, spanUs: HOUR_US },
}));

describe('what is usual for a sender', () => {
  it.each([
    {
      given: 'a first day',
      stretches: [{ atUs: day(0), count: 50, spanUs: HOUR_US }],
      signals: { baselineDays: 0, volumeJump: 0, newToolShare: 0 },
    },
    {
      given: 'a day like the five before it',
      stretches: [...usual, { atUs: day(7) + 9 * HOUR_US, count: 20, spanUs: HOUR_US }],
      signals: { baselineDays: 5, volumeJump: 1 },
    },
    {
      given: 'ten times as much as on the five days before',
      stretches: [...usual, { atUs: day(7) + 9 * HOUR_US, count: 200, spanUs: HOUR_US }],
      signals: { baselineDays: 5, volumeJump: 10 },
    },
    {
      given: 'silence of a month before it',
      stretches: [...usual, { atUs: day(40), count: 200, spanUs: HOUR_US }],
      signals: { baselineDays: 0, volumeJump: 0 },
    },
    {
      given: 'half of the day through a tool that is new',
      stretches: [
        ...usual,
        { atUs: day(7) + 9 * HOUR_US, count: 20, spanUs: HOUR_US },
        { atUs: day(7) + 11 * HOUR_US, count: 20, spanUs: HOUR_US, tool: 'tool-2' },
      ],
      signals: { newToolShare: 0.5 },
    },
    {
      given: 'a second tool that is no longer new',
      stretches: [
        ...usual,
        { atUs: day(7), count: 5, spanUs: HOUR_US, tool: 'tool-2' },
        { atUs: day(9), count: 20, spanUs: HOUR_US, tool: 'tool-2' },
      ],
      signals: { newToolShare: 0 },
    },
    {
      given: '100 messages in 15 seconds, five minutes after registration',
      stretches: [{ atUs: day(0) + 300 * SECOND_US, count: 100, spanUs: 15 * SECOND_US }],
      signals: { newcomerBurst: 100 },
    },
    {
      given: '100 messages in 30 seconds, five minutes after registration',
      stretches: [{ atUs: day(0) + 300 * SECOND_US, count: 100, spanUs: 30 * SECOND_US }],
      signals: { newcomerBurst: 50 },
    },
    {
      given: '100 messages in 15 seconds, two hours after registration',
      stretches: [{ atUs: day(0) + 2 * HOUR_US, count: 100, spanUs: 15 * SECOND_US }],
      signals: { newcomerBurst: 0 },
    },
  ] satisfies { given: string; stretches: Stretch[]; signals: object }[])(
    'shows after $given',
    ({ stretches, signals }) => {
      expect(senderWith(...stretches).signals()).toMatchObject(signals);
    },
  );

  it('holds the complaints of four weeks, and forgets them after', () => {
    const window = senderWith({ atUs: day(0), count: 100, spanUs: HOUR_US });
    for (let i = 0; i < 10; i++) window.past.noteComplaint(day(0) + HOUR_US, '');
    expect(window.past.month(day(27))).toEqual({ sent: 100, complaintShare: 0.1 });
    const soon = window.past.month(day(0) + HOUR_US + SECOND_US);
    expect(soon).toEqual({ sent: 100, complaintShare: 0 });
    expect(window.past.month(day(28))).toEqual({ sent: 0, complaintShare: 0 });
  });

  it('stays when the facts are forgotten, for it accuses of nothing', () => {
    const window = senderWith(...usual);
    window.reset();
    window.add(messageAt(day(7), { seq: 900, tool: 'tool-1' }));
    expect(window.signals()).toMatchObject({ sent: 1, baselineDays: 5, ageHours: 7 * 24 });
  });
});

describe('a text that many send', () => {
  const note = (index: FamilyIndex, who: `${string}/${string}`, atUs: number) => {
    const [senderId = '', organisationId = ''] = who.split('/');
    index.note({ familyId: 'fam-1', senderId, organisationId, atUs });
  };

  it('is counted over senders and organisations, as long as it is in the window', () => {
    const index = new FamilyIndex();
    note(index, 'snd-1/org-1', day(0));
    note(index, 'snd-1/org-1', day(2));
    note(index, 'snd-2/org-1', day(2));
    note(index, 'snd-3/org-2', day(2));
    expect(index.reach('fam-1', day(0))).toEqual({ sent: 4, senders: 3, organisations: 2 });
    expect(index.reach('fam-1', day(1))).toEqual({ sent: 3, senders: 3, organisations: 2 });
    expect(index.reach('fam-1', day(3))).toEqual({ sent: 0, senders: 0, organisations: 0 });
    expect(index.reach('fam-2', day(0))).toEqual({ sent: 0, senders: 0, organisations: 0 });
  });

  it('is followed for a bounded number of senders and texts', () => {
    const index = new FamilyIndex();
    for (let i = 0; i < 100; i++) note(index, `snd-${i}/org-${i}`, day(0));
    expect(index.reach('fam-1', day(0))).toEqual({ sent: 64, senders: 64, organisations: 64 });
    for (let i = 0; i < 5000; i++) {
      index.note({ familyId: `other-${i}`, senderId: 's', organisationId: 'o', atUs: day(0) });
    }
    expect(index.reach('fam-1', day(0)).sent).toBe(0);
    expect(index.reach('other-4999', day(0)).sent).toBe(1);
  });
});
