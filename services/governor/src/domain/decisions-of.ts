import { DecisionKind, DecisionsRecorded, Outcome } from '@hustings/contracts/governor';
import { decodeMessage } from '@hustings/contracts/wire';

/** Type of the event that holds a group's decisions. */
export const DECISIONS_RECORDED = 'governor.DecisionsRecorded.v1';

/** An event as it stands in the log. */
export interface StoredEvent {
  eventType: string;
  data: Uint8Array;
}

const decoded = new WeakMap<StoredEvent, DecisionsRecorded>();

/** The decisions in a `DecisionsRecorded` event. Several views read the same event: it is decoded once. */
export function decisionsOf(event: StoredEvent): DecisionsRecorded {
  const known = decoded.get(event);
  if (known) return known;
  const recorded = decodeMessage(DecisionsRecorded, event.data);
  decoded.set(event, recorded);
  return recorded;
}

/** Says what an event holds, for one that was written here and comes back. */
export function knowDecisions(event: StoredEvent, recorded: DecisionsRecorded): void {
  decoded.set(event, recorded);
}

/** Whether something entered a lane or left one. */
export function movesLanes({ decisions }: DecisionsRecorded): boolean {
  return decisions.some(
    ({ kind, outcome }) =>
      kind === DecisionKind.DECISION_KIND_RELEASE || outcome === Outcome.OUTCOME_QUEUED,
  );
}
