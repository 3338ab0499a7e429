import type { ConnectionLimits } from './connections.ts';

/** What the thread that holds the connections is started with. */
export interface FrontOptions extends ConnectionLimits {
  /** host:port; port 0 takes a free one. */
  address: string;
  /** Methods whose calls cross to the calls' own thread. Their places are those of the records. */
  direct: readonly { path: string; kind: 'unary' | 'stream' }[];
  /** host:port of the server that takes all other calls. */
  inner: string;
  /** Largest request of a direct method. */
  maxMessageBytes: number;
}

/** What the connections' thread says about itself. */
export type FrontNews = { port: number } | { cannotListen: string } | { stopped: true };

/** Asks the connections' thread to take no more calls, and to cut those under way after so many milliseconds. */
export interface StopOrder {
  stopWithinMs: number;
}
