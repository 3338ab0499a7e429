import { setTimeout as sleep } from 'node:timers/promises';
import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { errors } from '@nats-io/nats-core';
import { LogFull, LogUnavailable } from '../types.ts';
import { ConnectionLost } from './link.ts';

/** Codes of the server's JetStream API errors (nats-server, server/errors.json). */
export const API_CODE = {
  consumerNotFound: 10014,
  streamNotFound: 10059,
  wrongLastSequence: 10071,
  storeFailed: 10077,
  wrongLastSequenceUnknown: 10164,
  /** A part of the batch was lost on its way, with the connection. */
  batchIncomplete: 10176,
  batchDuplicate: 10201,
} as const;

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** Refusals with a status below 500 that another attempt does not meet. */
const PASSING: ReadonlySet<number> = new Set([API_CODE.consumerNotFound, API_CODE.batchIncomplete]);

/** The server's API error code, or null when the error is something else. */
export function apiCode(error: unknown): number | null {
  return error instanceof JetStreamApiError ? error.code : null;
}

/** True for what passes by itself: a lost connection, a server that is restarting or does not answer in time. */
export function isTransient(error: unknown): boolean {
  if (error instanceof LogFull) return false;
  if (error instanceof LogUnavailable) return true;
  if (error instanceof JetStreamApiError) return error.status >= 500 || PASSING.has(error.code);
  return (
    error instanceof ConnectionLost ||
    error instanceof errors.TimeoutError ||
    error instanceof errors.NoRespondersError ||
    error instanceof errors.RequestError ||
    error instanceof errors.ConnectionError ||
    error instanceof JetStreamError ||
    isNotEnabled(error)
  );
}

/** True when the error itself says that this attempt stored nothing; false when it may have. */
export function isRefusal(error: unknown): boolean {
  return (
    error instanceof LogUnavailable ||
    error instanceof JetStreamApiError ||
    isNotEnabled(error) ||
    (error instanceof errors.RequestError && error.isNoResponders())
  );
}

/** No JetStream answers: it is not switched on, or still reading its files. The client does not export the class. */
function isNotEnabled(error: unknown): boolean {
  return error instanceof Error && error.name === 'JetStreamNotEnabled';
}

/** Waits before the next attempt, longer each time; at once when the signal aborts. */
export async function pauseBeforeRetry(failures: number, signal?: AbortSignal): Promise<void> {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
  const pauseMs = longest * (0.5 + Math.random() / 2);
  await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
}

/** Does something that may be done again until it succeeds, fails for good, or has failed for so long. */
export async function insist<T>(patienceMs: number, action: () => Promise<T>): Promise<T> {
  const begunMs = performance.now();
  for (let failures = 0; ; failures++) {
    try {
      return await action();
    } catch (error) {
      if (!isTransient(error) || performance.now() - begunMs > patienceMs) throw error;
    }
    await pauseBeforeRetry(failures);
  }
}

/** Turns a failed read into `LogUnavailable`, unless it is something that waiting does not cure. */
export function asUnavailable(error: unknown, what: string): unknown {
  if (!isTransient(error) || error instanceof LogUnavailable) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new LogUnavailable(`${what}: ${why}`, { cause: error });
}
