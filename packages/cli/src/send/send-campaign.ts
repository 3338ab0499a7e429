import { setTimeout as sleep } from 'node:timers/promises';
import type { SendStreamRequest } from '@hustings/contracts/governor';
import { RpcFailure } from '@hustings/service-kit';
import { takeAnswer } from './answers.ts';
import { Outgoing } from './outgoing.ts';
import { pumpRows } from './pump-rows.ts';
import { isTransient, reconnectDelayMs } from './reconnect.ts';
import { beginRun, type Run, reportProgress, type SendCampaignOptions } from './run.ts';
import type { SendTally } from './tally.ts';

/** How a run ended. What was not answered is safe to send again with the same keys. */
export type SendEnd =
  | { kind: 'complete' }
  | { kind: 'interrupted' }
  | { kind: 'failed'; failure: RpcFailure };

export interface SendSummary {
  end: SendEnd;
  tally: SendTally;
}

const DEFAULT_GIVE_UP_AFTER_MS = 60_000;
/** A stream that is silent for so long while answers are due is dead, whatever TCP says. */
const STALL_MS = 30_000;
/** After a stop: time for the answers to what is under way. */
const DRAIN_MS = 5_000;
const WATCH_EVERY_MS = 250;

/**
 * Sends a mailing through `SendStream`: frames of 64, bounded messages under way, and after a broken stream the
 * unanswered rows again with the same keys, so that nothing is lost and nothing goes out twice.
 *
 * Rows that are broken or refused are reported and the others go out. Errors of the row source are thrown.
 */
export async function sendCampaign(options: SendCampaignOptions): Promise<SendSummary> {
  const run = beginRun(options);
  try {
    return { end: await runStreams(run), tally: run.tally };
  } finally {
    await run.source.return?.();
  }
}

async function runStreams(run: Run): Promise<SendEnd> {
  const giveUpAfterMs = run.options.giveUpAfterMs ?? DEFAULT_GIVE_UP_AFTER_MS;
  for (let attempt = 0; ; attempt++) {
    const before = run.lastAnswerMs;
    const failure = await runStream(run);
    if (run.sourceEnded && run.outstanding.size === 0) return { kind: 'complete' };
    if (run.options.signal.aborted) return { kind: 'interrupted' };
    if (!isTransient(failure)) return { kind: 'failed', failure };
    if (run.lastAnswerMs > before) attempt = 0;
    if (performance.now() - run.lastAnswerMs > giveUpAfterMs) return { kind: 'failed', failure };
    run.tally.reconnects++;
    reportProgress(run);
    const waited = sleep(reconnectDelayMs(attempt), undefined, { signal: run.options.signal });
    await waited.catch(() => undefined);
  }
}

/** Runs one stream until it ends, and says why it ended. */
async function runStream(run: Run): Promise<RpcFailure> {
  const round = new AbortController();
  const outgoing = new Outgoing<SendStreamRequest>();
  const stopWatching = watchStream(run, round);
  const pumping = pumpRows(run, outgoing, round.signal).then(
    () => null,
    (error: unknown) => {
      if (error instanceof Error && error.name === 'AbortError') return null;
      round.abort();
      return error instanceof Error ? error : new Error(String(error));
    },
  );
  let failure = RpcFailure.unavailable('STREAM_BROKEN', 'the stream to the governor broke off');
  try {
    const answers = run.options.client.sendStream(outgoing, { signal: round.signal });
    for await (const { results } of answers) {
      run.lastAnswerMs = performance.now();
      for (const result of results) takeAnswer(run, result, outgoing);
      reportProgress(run);
    }
  } catch (error) {
    if (error instanceof RpcFailure) failure = error;
    else if (!round.signal.aborted) throw error;
  } finally {
    stopWatching();
    round.abort();
    outgoing.end();
  }
  const sourceError = await pumping;
  if (sourceError !== null) throw sourceError;
  return failure;
}

/** Aborts a stream that fell silent, and one that has had its time after a stop. Returns how to stop watching. */
function watchStream(run: Run, round: AbortController): () => void {
  const openedMs = performance.now();
  let stoppedMs: number | null = null;
  const timer = setInterval(() => {
    const now = performance.now();
    if (run.options.signal.aborted) stoppedMs ??= now;
    const quietMs = now - Math.max(openedMs, run.lastAnswerMs);
    const stalled = run.outstanding.size > 0 && quietMs > STALL_MS;
    if (stalled || (stoppedMs !== null && now - stoppedMs > DRAIN_MS)) round.abort();
  }, WATCH_EVERY_MS);
  return () => clearInterval(timer);
}
