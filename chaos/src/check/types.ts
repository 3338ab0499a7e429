import type { ProviderLimit } from './provider-limit.ts';

export type { Cost, ProviderLimit } from './provider-limit.ts';

/** One call that reached the provider, taken or not. Times are milliseconds of one monotonic clock. */
export interface Arrival {
  atMs: number;
  /** When the dispatcher began the call, if somebody between the two saw it; else the arrival itself is taken. */
  begunMs?: number;
  /** Sending number. */
  from: string;
  /** Recipient's number. */
  to: string;
  text: string;
  /** `<message id>-<attempt>`. */
  clientRef: string;
  accepted: boolean;
}

/** A span in which nobody may call: from the acknowledgement of an opt-out until the person asks to hear again. */
export interface OptOutSpan {
  recipient: string;
  /** Sending numbers that it binds; null = everybody's. */
  numbers: string[] | null;
  acknowledgedMs: number;
  /** Null = to the end. */
  liftedMs: number | null;
}

/** A reply of a recipient: from then on the person does not count as a new one. */
export interface Reply {
  recipient: string;
  atMs: number;
}

/** Everything that can be judged without asking the system itself. */
export interface ProviderSide {
  arrivals: Arrival[];
  limits: ProviderLimit[];
  optOuts: OptOutSpan[];
  replies: Reply[];
}

export type Promise123 = 'P1' | 'P2' | 'P3';

/** A broken promise, with what shows it. */
export interface Violation {
  promise: Promise123;
  /** OPT_OUT; WINDOW, BUCKET, PAIR, UNIQUES; DUPLICATE, LOST, TWO_IDS, REFUSED_YET_SENT, UNASKED. */
  kind: string;
  text: string;
}
