/** Streams of the raw parts' own server, and the subject of each. */
export const CONTENT = 'RAW_CONTENT';
export const DECISIONS = 'RAW_DECISIONS';

/** What the sending process is told to do. */
export interface RawOrder {
  natsUrl: string;
  redisUrl: string;
  /** Messages a group. */
  size: number;
  /** Groups of a round, and groups before it that are not measured. */
  groups: number;
  warmUp: number;
}

/** What it says: it is warm and waits for the word, or it has done its round. */
export type RawReport =
  | { state: 'WARM' }
  | { state: 'DONE'; cpuSeconds: number; decisionBytes: number; contentBytes: number };
