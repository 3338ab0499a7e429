import { AppendUnknown, LogUnavailable } from '@hustings/event-log';
import { ServerError, Status } from 'nice-grpc-common';
import { RpcFailure } from './errors.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** What a handler threw, as what its caller may see. What nobody foresaw keeps its details to itself. */
export function toFailure(error: unknown): RpcFailure {
  if (error instanceof RpcFailure) return error;
  if (error instanceof LogUnavailable) {
    return RpcFailure.unavailable(
      'LOG_UNAVAILABLE',
      'the event log cannot be reached; nothing was recorded; retry',
      error,
    );
  }
  if (error instanceof AppendUnknown) {
    return RpcFailure.unavailable(
      'OUTCOME_UNKNOWN',
      'it is not known whether this was recorded; read the state before you retry',
      error,
    );
  }
  if (error instanceof ServerError) {
    return new RpcFailure({ code: error.code, reason: Status[error.code], message: error.details });
  }
  return new RpcFailure(
    {
      code: Status.INTERNAL,
      reason: 'INTERNAL',
      message: 'internal error; the log of the service has it',
    },
    error,
  );
}

/** A call that took too long. */
export function deadlineExceeded(limitMs: number): RpcFailure {
  return new RpcFailure({
    code: Status.DEADLINE_EXCEEDED,
    reason: 'DEADLINE_EXCEEDED',
    message: `not done within ${limitMs} ms; it may still have happened`,
  });
}

/** Counts a failed call and writes one line about it. */
export function noteFailure(
  { logger, metrics }: { logger: Logger; metrics: Metrics | undefined },
  call: {
    path: string;
    credentialId: string | undefined;
    failure: RpcFailure;
    elapsedMs: number | undefined;
  },
): void {
  const { failure, path, credentialId, elapsedMs } = call;
  metrics?.noteCall(path, Status[failure.code], elapsedMs);
  if (failure.isOrdinary) metrics?.noteOrdinary(path, failure.reason);
  const line = {
    method: path,
    status: Status[failure.code],
    reason: failure.reason,
    credentialId,
    err: failure.cause,
  };
  if (failure.isOrdinary) logger.debug(line, failure.message);
  else if (failure.code === Status.INTERNAL) logger.error(line, failure.message);
  else if (failure.code === Status.UNAVAILABLE) logger.warn(line, failure.message);
  else logger.info(line, failure.message);
}
