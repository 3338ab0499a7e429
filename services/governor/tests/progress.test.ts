import {
  DeliveriesReported,
  HandOffsFinished,
  InboundKind,
  InboundReceived,
  ReleasesReturned,
} from '@hustings/contracts/dispatch';
import { DecisionKind, DecisionsRecorded, Outcome, Reason } from '@hustings/contracts/governor';
import { Recognition } from '@hustings/contracts/optout';
import { describe, expect, it } from 'vitest';
import { applyToProgress, emptyProgress, progressOf } from '../src/domain/progress.ts';

const { DECISION_KIND_ADMISSION, DECISION_KIND_RELEASE } = DecisionKind;
const { OUTCOME_QUEUED, OUTCOME_RELEASED, OUTCOME_CANCELLED, OUTCOME_REFUSED } = Outcome;
const CAMPAIGN = 'cmp-1';

type StoredEvent = Parameters<typeof applyToProgress>[1];

/** Decisions, each for a person of its own. */
function decided(...steps: [DecisionKind, Outcome, Reason?][]): StoredEvent {
  const decisions = steps.map(([kind, outcome, reason = 0], index) => ({
    ...{ kind, outcome, reason, campaignId: CAMPAIGN, senderId: 'snd-1' },
    recipient: `person-${index}`,
  }));
  const data = DecisionsRecorded.encode(DecisionsRecorded.fromPartial({ decisions })).finish();
  return { eventType: 'governor.DecisionsRecorded.v1', data };
}

function returned(...codes: string[]): StoredEvent {
  const each = codes.map((code) => ({ release: { campaignId: CAMPAIGN }, code }));
  const event = ReleasesReturned.fromPartial({ returned: each });
  return {
    eventType: 'dispatch.ReleasesReturned.v1',
    data: ReleasesReturned.encode(event).finish(),
  };
}

function finished(accepted: number, rejected: number, uncertain: number): StoredEvent {
  const results = (count: number) =>
    Array.from({ length: count }, () => ({ release: { campaignId: CAMPAIGN } }));
  const event = HandOffsFinished.fromPartial({
    ...{ accepted: results(accepted), rejected: results(rejected), uncertain: results(uncertain) },
  });
  return {
    eventType: 'dispatch.HandOffsFinished.v1',
    data: HandOffsFinished.encode(event).finish(),
  };
}

function heard(
  person: number,
  recognition: Recognition = Recognition.RECOGNITION_NONE,
): StoredEvent {
  const event = InboundReceived.fromPartial({
    ...{ senderId: 'snd-1', recipient: `person-${person}`, recognition },
    kind: InboundKind.INBOUND_KIND_REPLY,
  });
  return { eventType: 'dispatch.InboundReceived.v1', data: InboundReceived.encode(event).finish() };
}

function after(...events: StoredEvent[]) {
  const progress = emptyProgress();
  for (const event of events) applyToProgress(progress, event);
  return progressOf(progress, CAMPAIGN);
}

const two = decided(
  [DECISION_KIND_ADMISSION, OUTCOME_RELEASED],
  [DECISION_KIND_ADMISSION, OUTCOME_RELEASED],
);

describe('the progress of a campaign', () => {
  it('moves a message from the queue when it is released, and counts refusals by reason', () => {
    const refused: [DecisionKind, Outcome, Reason] = [
      DECISION_KIND_ADMISSION,
      OUTCOME_REFUSED,
      Reason.REASON_LIMIT_EXCEEDED,
    ];
    const queued: [DecisionKind, Outcome] = [DECISION_KIND_ADMISSION, OUTCOME_QUEUED];
    expect(after(decided(queued, queued, refused))).toMatchObject({
      ...{ queued: 2, released: 0, refused: new Map([[Reason.REASON_LIMIT_EXCEEDED, 1]]) },
    });
    const ended = decided(
      [DECISION_KIND_RELEASE, OUTCOME_RELEASED],
      [DECISION_KIND_RELEASE, OUTCOME_CANCELLED, Reason.REASON_EXPIRED],
    );
    expect(after(decided(queued, queued), ended)).toMatchObject({
      ...{ queued: 0, released: 1, cancelled: new Map([[Reason.REASON_EXPIRED, 1]]) },
    });
  });

  it('counts what the provider answered', () => {
    expect(after(two, finished(3, 2, 1))).toMatchObject({
      handedOff: 3,
      rejected: 2,
      uncertain: 1,
    });
  });

  it('counts what arrived, and no other word of the provider', () => {
    const reports = ['SENT', 'DELIVERED', 'READ', 'FAILED', 'DELIVERED'].map((status) => ({
      status,
      campaignId: CAMPAIGN,
    }));
    const data = DeliveriesReported.encode(DeliveriesReported.fromPartial({ reports })).finish();
    const reported = { eventType: 'dispatch.DeliveriesReported.v1', data };
    expect(after(two, reported)).toMatchObject({ delivered: 2, rejected: 0 });
  });

  it.each([
    ['stands in its lane again', 'STALE', { released: 1, queued: 1, rejected: 0 }],
    ['has ended when its text is gone', 'NO_CONTENT', { released: 1, queued: 0, rejected: 1 }],
  ])('a message that is handed back %s', (_, code, counts) => {
    expect(after(two, returned(code))).toMatchObject(counts);
  });

  it('counts each person who replied or opted out once, and nobody who was not written to', () => {
    const stop = Recognition.RECOGNITION_OPT_OUT;
    const counts = after(two, heard(0), heard(0), heard(1, stop), heard(1, stop), heard(7));
    expect(counts).toMatchObject({ replied: 1, optedOut: 1 });
  });
});
