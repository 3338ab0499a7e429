import { DecisionsRecorded } from '@hustings/contracts/governor';

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
  const recorded = DecisionsRecorded.decode(event.data);
  decoded.set(event, recorded);
  return recorded;
}

/** Says what an event holds, for one that was written here and comes back. */
export function knowDecisions(event: StoredEvent, recorded: DecisionsRecorded): void {
  decoded.set(event, recorded);
}
