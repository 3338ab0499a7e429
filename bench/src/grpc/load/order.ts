/** In whose name one connection sends. */
export interface LoadParty {
  toolToken: string;
  senderId: string;
  campaignId: string;
}

/** What the load process is told to do. */
export interface LoadOrder {
  address: string;
  /** Connections take them in turn. */
  parties: LoadParty[];
  kind: 'unary' | 'stream';
  connections: number;
  /** Calls, or frames, in flight on each connection. With a rate this is only the bound. */
  inFlight: number;
  /** Messages a frame; 1 for unary. */
  perFrame: number;
  seconds: number;
  /** Messages a second, whether answered or not, sent in whole frames by the clock; absent = as fast as answers come. */
  ratePerSecond?: number;
  /** Makes the idempotency keys of this run its own: 1 to 8 letters and digits. */
  run: string;
  /** How many people are written to in turn, and the number in the plan of the first. */
  recipients: { count: number; first: number };
}

/** What it saw. */
export interface LoadResult {
  /** Messages with an answer. */
  answered: number;
  /** Messages that were answered, and neither released nor queued. */
  notAccepted: number;
  /** Calls that ended without an answer. */
  failed: number;
  seconds: number;
  messagesPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Of the load process itself. */
  cpuSeconds: number;
}
