import type { EventLog } from '../../../src/index.ts';

/** A log under test, empty at first. */
export interface Subject {
  log: EventLog;
  /** Puts any bytes on a subject, as a faulty writer would. */
  appendRaw: (subject: string, raw: Uint8Array) => Promise<number>;
  stop: () => Promise<void>;
}
