import { DecisionKind, DecisionsRecorded, Outcome } from '@hustings/contracts/governor';
import { decodeMessage } from '@hustings/contracts/wire';

/** Type of the event that holds a group's decisions. */
export const DECISIONS_RECORDED = 'governor.DecisionsRecorded.v1';

/** An event as it stands in the log. */
export interface StoredEvent {
  eventType: string;
  data: Uint8Array;
}

/**
 * The event that was read last, and what it holds: all views read one event before the next comes. No `WeakMap`: whatever stands in
 * one survives every collection of young objects, so that each event came to weigh on the old ones, with its messages.
 */
let latest: { event: StoredEvent; recorded: DecisionsRecorded } | null = null;

/** The decisions in a `DecisionsRecorded` event. Several views read the same event: it is decoded once. */
export function decisionsOf(event: StoredEvent): DecisionsRecorded {
  if (latest?.event === event) return latest.recorded;
  const recorded = decodeMessage(DecisionsRecorded, event.data);
  latest = { event, recorded };
  return recorded;
}

/** Says what an event holds, for one that was written here and comes back. It counts until another event is read. */
export function knowDecisions(event: StoredEvent, recorded: DecisionsRecorded): void {
  latest = { event, recorded };
}

/** Whether something entered a lane or left one. */
export function movesLanes({ decisions }: DecisionsRecorded): boolean {
  return decisions.some(
    ({ kind, outcome }) =>
      kind === DecisionKind.DECISION_KIND_RELEASE || outcome === Outcome.OUTCOME_QUEUED,
  );
}
