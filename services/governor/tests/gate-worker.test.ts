import { type DecisionsRecorded, Outcome, Reason } from '@hustings/contracts/governor';
import { ManualClock } from '@hustings/kernel';
import type { Applied, Decided, RecordedCommit } from '@hustings/redis-scripts';
import { expect, it, vi } from 'vitest';
import { GateFeed } from '../src/app/gate-feed.ts';
import type { GateParts } from '../src/app/gate-parts.ts';
import { GateWorker } from '../src/app/gate-worker.ts';
import { Submission, type WaitingCall } from '../src/app/group.ts';

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
function furnish(comesBack: 'before' | 'after') {
  const applyDecisions = vi.fn<() => Promise<Applied>>(async () => APPLIED);
  const noteReleases = vi.fn<(recorded: DecisionsRecorded) => void>();
  const scripts = {
    applyDecisions,
    decide: async () => DECIDED,
    peek: async () => ({ outcome: 'PEEKED', lanes: [], lastSender: '' }),
    findRecalled: async () => ({ outcome: 'FOUND', last: '', messages: [] }),
  };
  const clock = new ManualClock(0n);
  const told = (event: DecisionsRecorded): RecordedCommit => ({ seq: 7, event });
  const parts = {
    ...{ scripts, clock, isRate: () => false, weightOf: () => 1, silences: () => [] },
    ...{ handOffWindow: () => OPEN_WINDOW, noteReleases },
    ...{ position: { issued: 0 }, mayAct: () => true, requestRebuild: vi.fn<() => void>() },
    allPoliticalPseudonyms: async () => [''],
    allPolitical: { check: async () => ({ suppressed: [false], seq: 0 }) },
    recipientCaps: { ask: async () => ({ looks: [], places: [] }), giveBack: () => undefined },
    telemetry: { countLimits: () => undefined, countDecisions: () => undefined },
    storeAhead: async () => undefined,
    storeContent: async () => undefined,
    async appendDecisions(_ref: unknown, event: DecisionsRecorded) {
      if (comesBack === 'before') void feed.take(changeOf(event));
      return told(event);
    },
  };
  const changeOf = (event: DecisionsRecorded) =>
    ({ kind: 'COMMIT', gate: 0, seq: 7, commit: told(event) }) as const;
  const worker = new GateWorker({ partition: '0', gate: 0 }, parts as unknown as GateParts);
  const feed = new GateFeed(worker, scripts as never, parts.requestRebuild);
  return { worker, feed, applyDecisions, noteReleases, changeOf };
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
    const results = await new Promise((answer, fail) => {
      const submission = new Submission(1, { answer, fail });
      const message = { content: { text: '', links: [] }, verdict: null, expiresAtUs: 0n };
      worker.submit([{ message, submission, place: 0 } as unknown as WaitingCall]);
    });
    expect(results).toMatchObject([{ outcome: Outcome.OUTCOME_RELEASED }]);
    if (comesBack === 'after') void feed.take(changeOf({} as DecisionsRecorded));
    expect(applyDecisions).toHaveBeenCalledTimes(1);
    expect(noteReleases).toHaveBeenCalledTimes(1);
    expect(worker.believed.gateSeq).toBe(7);
    stop.abort();
    await running;
  },
);
