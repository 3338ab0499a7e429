import { DecisionsRecorded, Outcome, Reason } from '@hustings/contracts/governor';
import { present } from '@hustings/kernel';
import { beforeAll, describe, expect, test } from 'vitest';
import { writeCampaign } from './support/campaign-story.ts';
import { changeEntry, type Entries, find, forge } from './support/mutate.ts';
import { countsOf, runReplay } from './support/run-replay.ts';

const DECISIONS = { eventType: 'governor.DecisionsRecorded.v1', type: DecisionsRecorded };

let clean: Entries;

beforeAll(async () => {
  clean = await (await writeCampaign()).entries();
});

/** Decision of a group, by what it decided. */
function pick(event: DecisionsRecorded, outcome: Outcome) {
  return present(
    event.decisions.find((decision) => decision.outcome === outcome),
    `no decision ${outcome}`,
  );
}

interface DecisionFault {
  nth: number;
  expected: object;
}

const decisionFaults: [string, (event: DecisionsRecorded) => void, DecisionFault][] = [
  [
    'a release recorded as cancelled',
    (event) => {
      pick(event, Outcome.OUTCOME_RELEASED).outcome = Outcome.OUTCOME_CANCELLED;
    },
    // It was handed off all the same.
    { nth: 1, expected: { differences: 1, breaks: 1 } },
  ],
  [
    'a cancelled message recorded as released',
    (event) => {
      const decision = pick(event, Outcome.OUTCOME_CANCELLED);
      decision.outcome = Outcome.OUTCOME_RELEASED;
      decision.reason = Reason.REASON_UNSPECIFIED;
    },
    { nth: 3, expected: { differences: 1, optOut: 1, lost: 1 } },
  ],
  [
    'another reason',
    (event) => {
      pick(event, Outcome.OUTCOME_CANCELLED).reason = Reason.REASON_CAMPAIGN_CLOSED;
    },
    { nth: 3, expected: { differences: 1 } },
  ],
  [
    'another rule',
    (event) => {
      pick(event, Outcome.OUTCOME_QUEUED).ruleId = 'sender-per-second';
    },
    { nth: 0, expected: { differences: 1 } },
  ],
  [
    'another forecast',
    (event) => {
      pick(event, Outcome.OUTCOME_QUEUED).estimatedReleaseAtUs += 1n;
    },
    { nth: 0, expected: { differences: 1 } },
  ],
  [
    'another recipient, who had not asked to stop',
    (event) => {
      const decision = pick(event, Outcome.OUTCOME_CANCELLED);
      decision.recipient = 'r01';
    },
    { nth: 3, expected: { differences: 1 } },
  ],
  [
    'a message accepted twice',
    (event) => {
      const [first, second] = event.decisions;
      present(second, 'a decision').messageId = present(first, 'a decision').messageId;
    },
    // The one that lost its place is released, handed off and ended all the same.
    { nth: 0, expected: { differences: 1, breaks: 2 } },
  ],
  [
    'a decision left out',
    (event) => {
      event.decisions.splice(1, 1);
    },
    // Its release finds nothing queued; two forecasts of those behind it differ, where a window begins.
    { nth: 0, expected: { differences: 3, breaks: 2 } },
  ],
  [
    'a decision that the oracle lets wait',
    (event) => {
      const [first] = event.decisions;
      event.decisions.push({ ...present(first, 'released'), messageId: 'msg-r45', number: 66n });
    },
    // Its true release finds nothing queued any more.
    { nth: 1, expected: { differences: 2, breaks: 2 } },
  ],
  [
    'two decisions in the other order',
    (event) => {
      event.decisions.reverse();
    },
    // Five numbers out of order, and the next after them.
    { nth: 3, expected: { breaks: 6 } },
  ],
  [
    'a number left out',
    (event) => {
      for (const decision of event.decisions) decision.number += 1n;
    },
    { nth: 4, expected: { breaks: 1 } },
  ],
  [
    'a call that is missing and not voided',
    (event) => {
      event.call += 1n;
    },
    { nth: 4, expected: { breaks: 1 } },
  ],
  [
    'a void for a call that is not missing',
    (event) => {
      event.voidedCalls = [1n];
    },
    { nth: 4, expected: { breaks: 1 } },
  ],
  [
    'a call that was there before',
    (event) => {
      event.call = 2n;
    },
    { nth: 4, expected: { breaks: 1 } },
  ],
  [
    'a cut of the gate that overlooks its last message',
    (event) => {
      present(event.cut, 'a cut').gateSeq -= 1n;
    },
    { nth: 3, expected: { breaks: 1 } },
  ],
  [
    'a cut of the facts that overlooks a marked fact',
    (event) => {
      present(event.cut, 'a cut').factsSeq = 5n;
    },
    { nth: 2, expected: { breaks: 1 } },
  ],
  [
    'a cut in the future',
    (event) => {
      present(event.cut, 'a cut').factsSeq += 10n;
    },
    { nth: 4, expected: { breaks: 1 } },
  ],
  [
    'no cut',
    (event) => {
      event.cut = undefined;
    },
    // Without facts the message that was handed back is not in its lane.
    { nth: 4, expected: { differences: 1, breaks: 1 } },
  ],
  [
    'an instant before the call before it',
    (event) => {
      event.decidedAtUs -= 3_000_000n;
    },
    { nth: 4, expected: { breaks: 1 } },
  ],
];

describe('decisions', () => {
  test.each(decisionFaults)('%s is found', (_, change, { nth, expected }) => {
    const report = runReplay(forge(clean, { ...DECISIONS, nth }, change));
    expect(countsOf(report)).toEqual(expected);
  });

  test('a difference names the decision and both answers', () => {
    const forged = forge(clean, { ...DECISIONS, nth: 3 }, (event) => {
      pick(event, Outcome.OUTCOME_CANCELLED).reason = Reason.REASON_CAMPAIGN_CLOSED;
    });
    expect(runReplay(forged).firstDifferences).toEqual([
      {
        seq: expect.any(Number),
        decisionNumber: 89,
        messageId: 'msg-r44',
        recorded: 'CANCELLED CAMPAIGN_CLOSED',
        derived: 'CANCELLED OPTED_OUT_ORGANISATION',
      },
    ]);
  });

  test('a commit under another policy is a difference for each of its decisions', () => {
    const index = find(clean, DECISIONS.eventType, 4);
    const forged = changeEntry(clean, index, (entry) => ({
      ...entry,
      commit: { ...entry.commit, policyHash: 'f'.repeat(64) },
    }));
    expect(countsOf(runReplay(forged))).toEqual({ differences: 1 });
  });
});
