import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyHandOffs,
  handOffWindow,
  type SenderHandOffs,
} from '../src/domain/hand-off-window.ts';

const MS = 1_000;
const NOW_US = 1_800_000_000_000_000;
const MAX_AGE_US = 5_000 * MS;
const AT = { nowUs: NOW_US, maxAgeUs: MAX_AGE_US };

/** Releases that were decided so long ago, numbered from 1. */
function untaken(count: number, agoMs: number): SenderHandOffs['untaken'] {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return [{ atUs: NOW_US - agoMs * MS, numbers }];
}

function called(count: number, agoMs: number): SenderHandOffs['called'] {
  return [{ atUs: NOW_US - agoMs * MS, count }];
}

/** The last of its releases came out of a lane, unless something else is said. */
function senderWith(known: Partial<SenderHandOffs>): SenderHandOffs {
  const [group] = known.untaken ?? [];
  const lastFromLane = group ? { number: group.numbers.length, atUs: group.atUs } : null;
  return { ...emptyHandOffs(), lastFromLane, ...known };
}

describe('a sender may release', () => {
  it.each<[string, Partial<SenderHandOffs>, number]>([
    ['a frame before anything is known of its hand-offs', {}, 64],
    ['what is left of the frame', { untaken: untaken(10, 20) }, 54],
    ['nothing once the frame is out', { untaken: untaken(64, 20) }, 0],
    [
      'as many more as were called within a fifth of the time that a release is good for',
      { untaken: untaken(64, 20), called: called(200, 1_900) },
      100,
    ],
    [
      'no more for calls that ended before that',
      { untaken: untaken(64, 20), called: called(200, 2_000) },
      0,
    ],
    [
      'nothing while more is out than that',
      { untaken: untaken(900, 900), called: called(1_000, 10) },
      0,
    ],
    [
      'one at first when its releases have grown old lately',
      { staleAtUs: NOW_US - 29_999 * MS },
      1,
    ],
    ['a frame again half a minute later', { staleAtUs: NOW_US - 30_000 * MS }, 64],
    [
      'what the pace allows although releases have grown old',
      { staleAtUs: NOW_US, called: called(80, 10), untaken: untaken(10, 20) },
      31,
    ],
    ['nothing while releases are too old and not yet lost', { untaken: untaken(64, 9_999) }, 0],
    ['one when all that are out count as lost', { untaken: untaken(64, 10_000) }, 1],
    ['one when releases were lost and nothing was heard since', { hasLost: true }, 1],
    [
      'one beside any number of messages that did not stand in a lane',
      { untaken: untaken(5_000, 4_000), lastFromLane: null },
      1,
    ],
    [
      'one beside these when the last one from its lanes was taken up',
      {
        untaken: untaken(5_000, 4_000),
        takenThrough: 7,
        lastFromLane: { number: 7, atUs: NOW_US },
      },
      1,
    ],
  ])('%s', (_, known, room) => {
    expect(handOffWindow(senderWith(known), AT).room).toBe(room);
  });

  it('more within a longer time when releases are good for longer', () => {
    const sender = senderWith({ untaken: untaken(64, 20), called: called(200, 3_900) });
    expect(handOffWindow(sender, { ...AT, maxAgeUs: 2 * MAX_AGE_US }).room).toBe(100);
  });

  it('one more when the last of its lanes counts as lost, and says when that is', () => {
    const sender = senderWith({ untaken: untaken(64, 2_000) });
    expect(handOffWindow(sender, AT)).toEqual({ room: 0, reopensInUs: 8_000 * MS });
    const then = { ...AT, nowUs: NOW_US + 8_000 * MS };
    expect(handOffWindow(sender, then)).toEqual({ room: 1, reopensInUs: 0 });
  });
});

/** What may become of a release. */
const fates = fc.constantFrom('lost', 'taken', 'called', 'handedBack');

describe('whatever becomes of its releases', () => {
  it('every message of a lane is released in the end, and never more than the window is out', () => {
    const messages = fc.integer({ min: 1, max: 120 });
    const given = fc.tuple(messages, fc.infiniteStream(fates), fc.infiniteStream(fc.nat(1_500)));
    fc.assert(
      fc.property(given, ([count, fate, stepsMs]) => {
        const lane = laneOf(count);
        for (let turn = 0; lane.queued > 0; turn++) {
          expect(turn).toBeLessThan(20_000);
          lane.release();
          lane.pass(stepsMs.next().value ?? 0);
          // Answers come in the order of the decisions; of some releases nothing is ever heard.
          lane.answer(fate.next().value ?? 'lost', turn % 7);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('a lane of which nothing is ever heard goes on by the time alone', () => {
    const lane = laneOf(100);
    for (let looks = 0; lane.queued > 0; looks++) {
      expect(looks).toBeLessThan(100);
      lane.release();
      lane.passUntilReopened();
    }
  });
});

/** A lane with its releases, judged by a count of its own. */
function laneOf(count: number) {
  const sender = senderWith({});
  let nowUs = NOW_US;
  let number = 0;
  const calls: number[] = [];
  const windowNow = () => handOffWindow(sender, { nowUs, maxAgeUs: MAX_AGE_US });
  const lane = {
    queued: count,
    release(): void {
      const { room } = windowNow();
      for (let released = 0; released < room && lane.queued > 0; released++) {
        number += 1;
        lane.queued -= 1;
        sender.lastFromLane = { number, atUs: nowUs };
        sender.untaken.push({ atUs: nowUs, numbers: [number] });
      }
      const out = sender.untaken.filter(({ atUs }) => nowUs - atUs < 2 * MAX_AGE_US).length;
      const recentCalls = calls.filter((atUs) => nowUs - atUs < 2_000 * MS).length;
      if (room > 0) expect(out).toBeLessThanOrEqual(64 + Math.ceil(recentCalls / 2));
    },
    pass(ms: number): void {
      nowUs += ms * MS;
    },
    passUntilReopened(): void {
      if (lane.queued > 0 && windowNow().room === 0) {
        const { reopensInUs } = windowNow();
        expect(reopensInUs).toBeGreaterThan(0);
        nowUs += reopensInUs;
      }
    },
    answer(fate: 'lost' | 'taken' | 'called' | 'handedBack', releases: number): void {
      for (let index = 0; index < releases && fate !== 'lost'; index++) {
        const release = sender.untaken.shift();
        if (release === undefined) return;
        sender.takenThrough = release.numbers[0] ?? 0;
        if (fate === 'called') {
          sender.called.push({ atUs: nowUs, count: 1 });
          calls.push(nowUs);
        }
        if (fate === 'handedBack') {
          sender.staleAtUs = nowUs;
          lane.queued += 1;
        }
      }
    },
  };
  return lane;
}
