import {
  Decision,
  type DecisionsRecorded,
  Outcome,
  Reason,
  type SendResult,
} from '@hustings/contracts/governor';
import { ManualClock } from '@hustings/kernel';
import type { Applied, Decided, GateScripts, RecordedCommit } from '@hustings/redis-scripts';
import { describe, expect, it, vi } from 'vitest';
import { GateFeed } from '../src/app/gate-feed.ts';
import type { GateParts } from '../src/app/gate-parts.ts';
import { GateWorker } from '../src/app/gate-worker.ts';
import { Submission, type WaitingCall } from '../src/app/group.ts';
import type { AllPoliticalList } from '../src/ports/all-political-list.ts';

/** What one group takes, and one question. */
const FULL = 512;
const ASKED = 256;
const APPLIED: Applied = { outcome: 'APPLIED' };

/** One message was released. */
const DECIDED: Decided = {
  outcome: 'DECIDED',
  ...{ call: 1, gateSeq: 0, factSeq: 0, number: 0, nowUs: 1_000_000, policyHash: 'p' },
  verdicts: [
    {
      answer: 'DECIDED',
      outcome: Outcome.OUTCOME_RELEASED,
      reason: Reason.REASON_UNSPECIFIED,
      ...{ ruleId: '', retryAtUs: 0, estimatedReleaseAtUs: 0 },
    },
  ],
  inConversation: [],
  shadowRefusals: {},
};

const OPEN_WINDOW = { room: 64, reopensInUs: 0 };

/** A gate on a store that only counts, with a log that says when a commit comes back. */
function furnish(comesBack: 'before' | 'after', isLogSlow = false) {
  const applyDecisions = vi.fn<() => Promise<Applied>>(async () => APPLIED);
  const decide = vi.fn<GateScripts['decide']>(async (_ref, _believed, items) => ({
    ...DECIDED,
    verdicts: items.flatMap(() => DECIDED.verdicts),
  }));
  const allPolitical = {
    check: vi.fn<AllPoliticalList['check']>(async (persons) => ({
      suppressed: persons.map(() => false),
      seq: 0,
    })),
    holds: vi.fn<() => boolean>(() => true),
  };
  const peek = vi.fn<() => Promise<unknown>>(async () => ({
    outcome: 'PEEKED',
    lanes: [],
    lastSender: '',
  }));
  const written = Promise.withResolvers<void>();
  const noteReleases = vi.fn<(recorded: DecisionsRecorded) => void>();
  const scripts = {
    applyDecisions,
    decide,
    peek,
    findRecalled: async () => ({ outcome: 'FOUND', after: '', messages: [] }),
  };
  const clock = new ManualClock(0n);
  const told = (event: DecisionsRecorded): RecordedCommit => ({ seq: 7, event });
  const parts = {
    ...{ scripts, clock, isRate: () => false, weightOf: () => 1, silences: () => [] },
    ...{ handOffWindow: () => OPEN_WINDOW, noteReleases },
    ...{ position: { issued: 0 }, mayAct: () => true, requestRebuild: vi.fn<() => void>() },
    allPoliticalPseudonyms: async (_: unknown, calls: unknown[]) => calls.map(() => ''),
    allPolitical,
    recipientCaps: { ask: async () => ({ looks: [], places: [] }), giveBack: () => undefined },
    telemetry: { countLimits: () => undefined, countDecisions: () => undefined },
    storeAhead: async () => undefined,
    storeContent: async () => undefined,
    async appendDecisions(_ref: unknown, event: DecisionsRecorded) {
      if (isLogSlow) await written.promise;
      if (comesBack === 'before') void feed.take(changeOf(event));
      return told(event);
    },
  };
  const changeOf = (event: DecisionsRecorded) =>
    ({ kind: 'COMMIT', gate: 0, seq: 7, commit: told(event) }) as const;
  const worker = new GateWorker({ partition: '0', gate: 0 }, parts as unknown as GateParts);
  const feed = new GateFeed(worker, scripts as never, parts.requestRebuild);
  return {
    ...{ worker, feed, applyDecisions, decide, peek, allPolitical, noteReleases, changeOf },
    logIsThere: () => written.resolve(),
  };
}

/** The answers to so many messages of one request. */
function send(worker: GateWorker, count = 1): Promise<SendResult[]> {
  return new Promise((answer, fail) => {
    const submission = new Submission(count, { answer, fail });
    const message = {
      ...Decision.fromPartial({}),
      ...{ content: { text: '', links: [] }, verdict: null, expiresAtUs: 0n },
    };
    const calls = Array.from({ length: count }, (_, place) => ({ message, submission, place }));
    worker.submit(calls as unknown as WaitingCall[]);
  });
}

it.each(['before', 'after'] as const)(
  'a commit that comes back %s its acknowledgement is written to the store once, and counts as in flight',
  async (comesBack) => {
    const { worker, feed, applyDecisions, noteReleases, changeOf } = furnish(comesBack);
    const stop = new AbortController();
    worker.takeOver();
    feed.hold();
    feed.open({ epoch: 'e', call: 0, gateSeq: 0, factSeq: 0 });
    const running = worker.run(stop.signal);
    const results = await send(worker);
    expect(results).toMatchObject([{ outcome: Outcome.OUTCOME_RELEASED }]);
    if (comesBack === 'after') void feed.take(changeOf({} as DecisionsRecorded));
    expect(applyDecisions).toHaveBeenCalledTimes(1);
    expect(noteReleases).toHaveBeenCalledTimes(1);
    expect(worker.believed.gateSeq).toBe(7);
    stop.abort();
    await running;
  },
);

it.each(['before', 'after'] as const)(
  'a commit that moved no lane, come back %s its acknowledgement, has nobody look into the lanes',
  async (comesBack) => {
    const { worker, feed, peek } = furnish(comesBack);
    const stop = new AbortController();
    worker.takeOver();
    feed.hold();
    feed.open({ epoch: 'e', call: 0, gateSeq: 0, factSeq: 0 });
    const running = worker.run(stop.signal);
    await send(worker);
    // The first look is that of a gate that has just opened.
    expect(peek).toHaveBeenCalledTimes(1);
    for (let message = 0; message < 3; message++) await send(worker);
    expect(peek).toHaveBeenCalledTimes(1);
    worker.wakeReleases();
    await vi.waitFor(() => expect(peek).toHaveBeenCalledTimes(2));
    stop.abort();
    await running;
  },
);

describe('the next group', () => {
  /** Two groups and one message more have come; the first is on its way to the log, all have been asked about. */
  async function withFirstOnItsWay() {
    const rig = furnish('after', true);
    const { worker, feed, decide, allPolitical } = rig;
    const stop = new AbortController();
    worker.takeOver();
    feed.hold();
    feed.open({ epoch: 'e', call: 0, gateSeq: 0, factSeq: 0 });
    const running = worker.run(stop.signal);
    const answered = send(worker, 2 * FULL + 1);
    await vi.waitFor(() => expect(allPolitical.check).toHaveBeenCalledTimes(5));
    expect(decide).toHaveBeenCalledTimes(1);
    return {
      ...{ decide, allPolitical },
      async end() {
        rig.logIsThere();
        expect(await answered).toHaveLength(2 * FULL + 1);
        stop.abort();
        await running;
      },
    };
  }

  /** What groups were told of their recipients: all of each are alike. */
  const suppressedIn = (decide: Awaited<ReturnType<typeof withFirstOnItsWay>>['decide']) =>
    decide.mock.calls.map(([, , items]) => [
      items.length,
      items.every(({ allPoliticalSuppressed }) => allPoliticalSuppressed),
    ]);

  it('is asked about before its turn, and not again', async () => {
    const { allPolitical, decide, ...rig } = await withFirstOnItsWay();
    await rig.end();
    expect(suppressedIn(decide)).toEqual([
      [FULL, false],
      [FULL, false],
      [1, false],
    ]);
    expect(allPolitical.check.mock.calls.map(([persons]) => persons.length)).toEqual([
      ...[ASKED, ASKED, ASKED, ASKED, 1],
    ]);
  });

  it('is asked about again when an opt-out from everybody was passed since', async () => {
    const { allPolitical, decide, ...rig } = await withFirstOnItsWay();
    allPolitical.holds.mockReturnValue(false);
    allPolitical.check.mockImplementation(async (persons) => ({
      suppressed: persons.map(() => true),
      seq: 1,
    }));
    await rig.end();
    expect(suppressedIn(decide).slice(0, 2)).toEqual([
      [FULL, false],
      [FULL, true],
    ]);
  });
});
