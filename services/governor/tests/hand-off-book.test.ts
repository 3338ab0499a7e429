import {
  HandOffsFinished,
  HandOffsStarted,
  ReleaseRef,
  ReleasesReturned,
} from '@hustings/contracts/dispatch';
import { Decision, DecisionKind, DecisionsRecorded, Outcome } from '@hustings/contracts/governor';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../src/domain/decisions-of.ts';
import { HandOffBook } from '../src/domain/hand-off-book.ts';

const NOW_US = 1_800_000_000_000_000;
const MAX_AGE_US = 5_000_000;
const AT = { nowUs: NOW_US, maxAgeUs: MAX_AGE_US };

/** Decisions number 1 to `count` of the sender, all alike. */
function recorded(count: number, given: Partial<Decision> = {}): DecisionsRecorded {
  const decisions = Array.from({ length: count }, (_, index) =>
    Decision.fromPartial({
      senderId: 'snd-1',
      number: BigInt(index + 1),
      outcome: Outcome.OUTCOME_RELEASED,
      kind: DecisionKind.DECISION_KIND_RELEASE,
      ...given,
    }),
  );
  return DecisionsRecorded.fromPartial({ decisions });
}

function refs(...numbers: number[]): ReleaseRef[] {
  return numbers.map((number) =>
    ReleaseRef.fromPartial({ senderId: 'snd-1', decisionNumber: BigInt(number) }),
  );
}

const EVENTS = {
  decided: (count: number, given?: Partial<Decision>): StoredEvent => ({
    eventType: 'governor.DecisionsRecorded.v1',
    data: DecisionsRecorded.encode(recorded(count, given)).finish(),
  }),
  started: (...numbers: number[]): StoredEvent => ({
    eventType: 'dispatch.HandOffsStarted.v1',
    data: HandOffsStarted.encode({ releases: refs(...numbers) }).finish(),
  }),
  accepted: (...numbers: number[]): StoredEvent => ({
    eventType: 'dispatch.HandOffsFinished.v1',
    data: HandOffsFinished.encode(
      HandOffsFinished.fromPartial({ accepted: refs(...numbers).map((release) => ({ release })) }),
    ).finish(),
  }),
  returned: (code: string, ...numbers: number[]): StoredEvent => ({
    eventType: 'dispatch.ReleasesReturned.v1',
    data: ReleasesReturned.encode(
      ReleasesReturned.fromPartial({
        returned: refs(...numbers).map((release) => ({ release, code })),
      }),
    ).finish(),
  }),
};

function bookOf(...events: StoredEvent[]): HandOffBook {
  const book = new HandOffBook();
  for (const event of events) book.take(event, AT);
  return book;
}

describe('of a sender with ten releases the book knows', () => {
  it.each<[string, StoredEvent[], number]>([
    ['that all wait', [EVENTS.decided(10)], 54],
    [
      'that they wait once, though the log says so twice',
      [EVENTS.decided(10), EVENTS.decided(10)],
      54,
    ],
    ['which were taken up, and those before them', [EVENTS.decided(10), EVENTS.started(3, 4)], 58],
    [
      'how many calls have ended, so that the window grows by half of them',
      [EVENTS.decided(10), EVENTS.started(1, 2, 3, 4), EVENTS.accepted(1, 2, 3, 4)],
      60,
    ],
    [
      'that an ended call was taken up, when nobody could read that it was',
      [EVENTS.decided(10), EVENTS.accepted(10)],
      65,
    ],
    [
      'which were handed back because somebody opted out, which is no sign of haste',
      [EVENTS.decided(10), EVENTS.returned('OPTED_OUT', 1, 2)],
      56,
    ],
    [
      'which were handed back because they were old: it begins with one',
      [EVENTS.decided(10), EVENTS.returned('STALE', ...range(10))],
      1,
    ],
    [
      'nothing of what was queued or refused',
      [EVENTS.decided(10, { outcome: Outcome.OUTCOME_QUEUED })],
      64,
    ],
    ['nothing of other senders', [EVENTS.decided(10, { senderId: 'snd-2' })], 64],
  ])('%s', (_, events, room) => {
    expect(bookOf(...events).windowOf('snd-1', AT).room).toBe(room);
  });
});

it('a book that heard of releases before the log said the same equals one that has only the log', () => {
  const live = new HandOffBook();
  live.noteReleases(recorded(10), AT);
  for (const event of [EVENTS.decided(10), EVENTS.started(...range(4))]) live.take(event, AT);
  // The acknowledgement may come after the log has told all of it.
  live.noteReleases(recorded(10), AT);
  const rebuilt = bookOf(EVENTS.decided(10), EVENTS.started(...range(4)));
  expect(live.windowOf('snd-1', AT)).toEqual(rebuilt.windowOf('snd-1', AT));
  expect(live.waiting()).toEqual({ releases: 6, oldestAtUs: NOW_US });
});

it('a message that was released at once leaves room for one of a lane, however many wait', () => {
  const { DECISION_KIND_ADMISSION, DECISION_KIND_RELEASE } = DecisionKind;
  const all = bookOf(EVENTS.decided(500, { kind: DECISION_KIND_ADMISSION }));
  expect(all.windowOf('snd-1', AT).room).toBe(1);
  const next = { kind: DECISION_KIND_RELEASE, number: 501n };
  all.noteReleases(recorded(1, next), AT);
  expect(all.windowOf('snd-1', AT).room).toBe(0);
});

it('calls that ended long ago no longer count', () => {
  const book = bookOf(EVENTS.decided(10));
  for (let second = 0; second < 100; second++) {
    book.take(EVENTS.accepted(10), { ...AT, nowUs: NOW_US + second * 1_000_000 });
  }
  // Of the calls the last two seconds hold two.
  expect(book.windowOf('snd-1', { ...AT, nowUs: NOW_US + 99_500_000 }).room).toBe(65);
  expect(book.windowOf('snd-1', { ...AT, nowUs: NOW_US + 102_000_000 }).room).toBe(64);
});

it('what is lost is kept no longer, and the sender goes on with one until something is heard', () => {
  const book = bookOf(EVENTS.decided(500));
  const later = { ...AT, nowUs: NOW_US + 10_000_000 };
  book.noteReleases(recorded(1, { number: 501n }), later);
  expect(book.waiting()).toEqual({ releases: 1, oldestAtUs: later.nowUs });
  expect(book.windowOf('snd-1', later).room).toBe(0);
  book.take(EVENTS.started(501), later);
  expect(book.windowOf('snd-1', later).room).toBe(64);
});

it('tells whose hand-offs have moved', () => {
  const book = bookOf(EVENTS.decided(10));
  expect(book.take(EVENTS.decided(10), AT)).toEqual([]);
  for (const event of [EVENTS.started(1), EVENTS.accepted(1), EVENTS.returned('STALE', 2)]) {
    expect(book.take(event, AT)).toEqual(['snd-1']);
  }
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
