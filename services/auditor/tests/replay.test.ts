import { HandOffsFinished, HandOffsStarted, ReleasesReturned } from '@hustings/contracts/dispatch';
import { DecisionsRecorded } from '@hustings/contracts/governor';
import { GateMarked } from '@hustings/contracts/log';
import type { LogEntry } from '@hustings/event-log';
import { present } from '@hustings/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import { writeCampaign } from './support/campaign-story.ts';
import { changeEntry, type Entries, find, forge, replaceEvent } from './support/mutate.ts';
import { countsOf, runReplay } from './support/run-replay.ts';

const DECISIONS = { eventType: 'governor.DecisionsRecorded.v1', type: DecisionsRecorded };
const STARTED = { eventType: 'dispatch.HandOffsStarted.v1', type: HandOffsStarted };
const FINISHED = { eventType: 'dispatch.HandOffsFinished.v1', type: HandOffsFinished };
const MARKED = { eventType: 'gate.GateMarked.v1', type: GateMarked };

let clean: Entries;

beforeAll(async () => {
  clean = await (await writeCampaign()).entries();
});

test('a log without fault gives zeros', () => {
  const report = runReplay(clean);
  expect(report.findings.kept()).toEqual([]);
  expect(report.firstDifferences).toEqual([]);
  expect(countsOf(report)).toEqual({});
  expect(report.decisions).toBe(91);
  expect(report.peaks).toEqual([{ senderId: 'snd-a', maxPerSecond: 20, atUs: expect.any(Number) }]);
});

test('the same log again gives the same report', () => {
  expect(runReplay(clean)).toEqual(runReplay(clean));
});

const handOffFaults: [string, (entries: Entries) => Entries, object][] = [
  [
    'a message begun twice',
    (entries) =>
      forge(entries, { ...STARTED, nth: 1 }, ({ releases }) => {
        releases.push({ ...present(releases[0], 'a release'), messageId: 'msg-r01' });
      }),
    { duplicates: 1, lost: 1 },
  ],
  [
    'a message accepted twice',
    (entries) =>
      forge(entries, FINISHED, ({ accepted }) => {
        accepted.push(present(accepted[0], 'accepted'));
      }),
    // It counts as a call of its own, the twenty-first in its second.
    { duplicates: 1, breaks: 1 },
  ],
  [
    'a message without an end',
    (entries) =>
      forge(entries, FINISHED, ({ accepted }) => {
        accepted.pop();
      }),
    { lost: 1 },
  ],
  [
    'a hand-off without a release',
    (entries) =>
      forge(entries, STARTED, ({ releases }) => {
        releases.push({ ...present(releases[0], 'a release'), messageId: 'msg-r45' });
      }),
    // Its true release comes while the call is out, and that and the one after the hand-back send it again.
    { breaks: 2, duplicates: 2 },
  ],
  [
    'an end without a beginning',
    (entries) =>
      forge(entries, STARTED, ({ releases }) => {
        releases.pop();
      }),
    { breaks: 1 },
  ],
  [
    'the twenty-first call within a second',
    (entries) =>
      forge(entries, { ...FINISHED, nth: 1 }, ({ accepted }) => {
        present(accepted[0], 'accepted').startedAtUs -= 1_500_000n;
      }),
    { breaks: 1 },
  ],
];

describe('hand-offs', () => {
  test.each(handOffFaults)('%s is found', (_, change, expected) => {
    expect(countsOf(runReplay(change(clean)))).toEqual(expected);
  });

  test('a message without an end is open for a minute', () => {
    const cut = clean.slice(0, find(clean, STARTED.eventType));
    const asOfUs = 1_800_000_000_000_000 + 60_000_000;
    expect(countsOf(runReplay(cut, { asOfUs }))).toEqual({ open: 45 });
    expect(countsOf(runReplay(cut, { asOfUs: asOfUs + 1 }))).toEqual({ open: 25, lost: 20 });
  });

  test('a message whose content was erased has its end', async () => {
    const returned = 'dispatch.ReleasesReturned.v1';
    const upToIt = clean.slice(0, find(clean, returned) + 1);
    const asItWas = { eventType: returned, type: ReleasesReturned };
    expect(countsOf(runReplay(upToIt))).toEqual({ open: 1 });
    const erased = forge(upToIt, asItWas, (event) => {
      for (const each of event.returned) each.code = 'NO_CONTENT';
    });
    expect(countsOf(runReplay(erased))).toEqual({});
  });

  test('a message in doubt is uncertain, and beginning it again is a duplicate', () => {
    const doubted = forge(clean, FINISHED, (event) => {
      event.uncertain.push(present(event.accepted.shift(), 'accepted'));
    });
    expect(countsOf(runReplay(doubted))).toEqual({ uncertain: 1 });
    const again = forge(doubted, { ...STARTED, nth: 1 }, ({ releases }) => {
      releases.push({ ...present(releases[0], 'a release'), messageId: 'msg-r01' });
    });
    expect(countsOf(runReplay(again))).toEqual({ duplicates: 1, lost: 1 });
  });
});

const logFaults: [string, (entries: Entries) => Entries, object][] = [
  [
    'an entry left out',
    (entries) => entries.toSpliced(find(entries, DECISIONS.eventType, 4), 1),
    { breaks: 2 },
  ],
  [
    'two entries in the other order',
    (entries) => {
      const first = find(entries, STARTED.eventType, 2);
      const [left, right] = entries.slice(first, first + 2);
      return entries.toSpliced(first, 2, present(right, 'an entry'), present(left, 'an entry'));
    },
    // Three sequences out of order, three ends without a beginning.
    { breaks: 6, duplicates: 3, lost: 3 },
  ],
  [
    'a marker of another commit',
    (entries) =>
      forge(entries, { ...MARKED, nth: 2 }, (event) => {
        event.commitId = 'another';
      }),
    { breaks: 2 },
  ],
  [
    'bytes that are no commit',
    (entries) => changeEntry(entries, find(entries, 'registry.CampaignCreated.v1'), corrupt),
    // Nobody knows of the campaign any more.
    { breaks: 1, differences: 91 },
  ],
  [
    'an event of a later version',
    (entries) =>
      changeEntry(entries, find(entries, 'dispatch.InboundReceived.v1'), (entry) => ({
        ...entry,
        commit: {
          ...entry.commit,
          events: entry.commit.events.map((event) => ({
            ...event,
            eventType: 'dispatch.InboundReceived.v2',
          })),
        },
      })),
    { breaks: 1 },
  ],
  [
    'an event that cannot be decoded',
    (entries) => replaceEvent(entries, FINISHED, () => Uint8Array.of(0x0a, 0xff)),
    { breaks: 2, lost: 20 },
  ],
  [
    'decisions that cannot be decoded',
    (entries) => replaceEvent(entries, { ...DECISIONS, nth: 4 }, () => Uint8Array.of(0xff)),
    { breaks: 2 },
  ],
];

function corrupt({ partition, seq, subject, raw }: LogEntry) {
  return { partition, seq, subject, raw, fault: 'not a commit' };
}

describe('the log itself', () => {
  test.each(logFaults)('%s is found', (_, change, expected) => {
    expect(countsOf(runReplay(change(clean)))).toEqual(expected);
  });

  test('a binding fact at the end of the log is not excused from its marker', () => {
    const cut = clean.slice(0, find(clean, 'optout.OptedOut.v1') + 1);
    const { findings } = runReplay(cut);
    expect(findings.kept().map(({ text }) => text)).toEqual([
      expect.stringContaining('has no marker on this gate'),
    ]);
  });

  test('a break names its position', () => {
    const forged = forge(clean, { ...DECISIONS, nth: 4 }, (event) => {
      event.call += 1n;
    });
    const [found] = runReplay(forged).findings.kept();
    expect(found?.text).toContain('calls from 5 on are missing and not voided');
    expect(found?.seq).toBe(find(clean, DECISIONS.eventType, 4) + 1);
  });
});
