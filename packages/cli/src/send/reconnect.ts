import type { RpcFailure } from '@hustings/service-kit';
import { Status } from 'nice-grpc-common';

/** Codes after which the same rows may go through on a new stream. */
const TRANSIENT: ReadonlySet<Status> = new Set([
  Status.UNAVAILABLE,
  Status.DEADLINE_EXCEEDED,
  Status.ABORTED,
  Status.CANCELLED,
  Status.RESOURCE_EXHAUSTED,
  Status.INTERNAL,
  Status.UNKNOWN,
]);

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 5_000;

/** True when a new stream may succeed where this one failed. */
export function isTransient(failure: RpcFailure): boolean {
  return TRANSIENT.has(failure.code);
}

/** Wait before attempt n (from 0 on): doubling, bounded, and spread so that many clients do not return at once. */
export function reconnectDelayMs(attempt: number): number {
  const full = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 10));
  return full / 2 + Math.random() * (full / 2);
}
