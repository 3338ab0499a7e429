import { InboundReceived } from '@hustings/contracts/dispatch';
import { EvidenceAdded } from '@hustings/contracts/enforcement';
import { OptedOut } from '@hustings/contracts/optout';

/** An event as it stands in the log. */
interface StoredEvent {
  eventType: string;
  data: Uint8Array;
}

/** Sequences of the log that a case cites as evidence; none for any other event. */
export function citedBy({ eventType, data }: StoredEvent): number[] {
  if (eventType !== 'enforcement.EvidenceAdded.v1') return [];
  return (EvidenceAdded.decode(data).evidence?.logSeqs ?? []).map(Number);
}

/** Where the text of what a recipient wrote is sealed: its sequence in the content stream; 0 when the event has none. */
export function textOf({ eventType, data }: StoredEvent): number {
  switch (eventType) {
    case 'dispatch.InboundReceived.v1':
      return Number(InboundReceived.decode(data).contentSeq);
    case 'optout.OptedOut.v1':
      return Number(OptedOut.decode(data).contentSeq);
    default:
      return 0;
  }
}
