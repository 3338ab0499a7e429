import type { Anchor } from '@hustings/event-log';

/** Keeps, beside the projection, where in the log it stands, with proof: a log that lost its tail is found out at start. */
export interface AnchorStore {
  load(partition: string): Promise<Anchor | null>;
  save(partition: string, anchor: Anchor): Promise<void>;
}
