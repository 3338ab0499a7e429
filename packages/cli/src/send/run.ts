import type { GovernorServiceClient, OutboundMessage } from '@hustings/contracts/governor';
import type { Result } from '@hustings/kernel';
import type { RowOutcome } from './answers.ts';
import { Outstanding } from './outstanding.ts';
import type { Recipient, RowFault } from './recipients.ts';
import { emptyTally, type SendTally } from './tally.ts';

/** The part of the Send API that a mailing uses. */
export type SendClient = Pick<GovernorServiceClient, 'sendStream'>;

export interface SendCampaignOptions {
  client: SendClient;
  rows: AsyncIterable<Result<Recipient, RowFault>>;
  /** The message of a row; its idempotency key must be the same in every run. */
  render: (row: Recipient) => Result<OutboundMessage, RowFault>;
  /** Called after every change, so it has to be cheap. The tally is live: copy what you keep. */
  onProgress?: (tally: Readonly<SendTally>) => void;
  /** Called once for every row with its final answer. */
  onRow?: (outcome: RowOutcome) => void;
  /** Stops reading rows; what is under way is still answered. */
  signal: AbortSignal;
  /** Most messages under way at once, from 1 on. Default 256: four frames hide the round trip. */
  concurrency?: number;
  /** Gives up when no answer came for so long. Default 60 s: longer than a restart of the governor. */
  giveUpAfterMs?: number;
}

/** State of one run, over all its streams. */
export interface Run {
  options: SendCampaignOptions;
  source: AsyncIterator<Result<Recipient, RowFault>>;
  sourceEnded: boolean;
  outstanding: Outstanding;
  /** Line of every key so far: two rows for one person are an error of the file. */
  lines: Map<string, number>;
  tally: SendTally;
  lastAnswerMs: number;
}

/** A run that has read nothing yet. */
export function beginRun(options: SendCampaignOptions): Run {
  return {
    options,
    source: options.rows[Symbol.asyncIterator](),
    sourceEnded: false,
    outstanding: new Outstanding(),
    lines: new Map(),
    tally: emptyTally(),
    lastAnswerMs: performance.now(),
  };
}

/** Tells the caller how far the run is. */
export function reportProgress(run: Run): void {
  run.tally.unanswered = run.outstanding.size;
  run.options.onProgress?.(run.tally);
}
