import {
  type CallContext,
  ServerError,
  type ServerMiddleware,
  type ServerMiddlewareCall,
  Status,
} from 'nice-grpc-common';
import { type Authenticator, authenticateCall, principalOf, refuseFrozen } from './auth.ts';
import { toServerError } from './errors.ts';
import { deadlineExceeded, noteFailure, toFailure } from './failures.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

export interface CallMiddlewareOptions {
  /** Absent for public services. */
  authenticator?: Authenticator;
  logger: Logger;
  metrics: Metrics | undefined;
  /** Longest time for a unary call; streams are exempt. */
  unaryLimitMs: number;
}

/**
 * All that happens around a call, in one layer because each costs time for every message of a stream: authentication,
 * time limit, errors as `RpcFailure`, one log line for a failed call, metrics.
 */
export function callMiddleware(options: CallMiddlewareOptions): ServerMiddleware {
  return async function* aroundCall<Request, Response>(
    call: ServerMiddlewareCall<Request, Response>,
    context: CallContext,
  ) {
    const startedMs = performance.now();
    let callContext = context;
    try {
      if (options.authenticator !== undefined) {
        const principal = await authenticateCall(context, options.authenticator);
        callContext = Object.assign({ ...context }, { principal });
        refuseFrozen(principal, call.method.path);
      }
      const response = yield* passOn(call, callContext, options.unaryLimitMs);
      options.metrics?.noteCall(call.method.path, 'OK', elapsed(call, startedMs));
      return response;
    } catch (error) {
      if (context.signal.aborted) {
        options.metrics?.noteCall(call.method.path, 'CANCELLED');
        throw new ServerError(Status.CANCELLED, 'the caller went away');
      }
      const failure = toFailure(error);
      noteFailure(options, {
        path: call.method.path,
        credentialId: credentialOf(callContext),
        failure,
        elapsedMs: elapsed(call, startedMs),
      });
      throw toServerError(failure, Date.now());
    }
  };
}

async function* passOn<Request, Response>(
  call: ServerMiddlewareCall<Request, Response>,
  context: CallContext,
  limitMs: number,
) {
  if (call.responseStream) return yield* call.next(call.request, context);
  if (call.requestStream) return yield* call.next(call.request, context);
  return answerWithin(limitMs, context, async (limited) => {
    const answer = await call.next(call.request, limited).next();
    return answer.value;
  });
}

/** The answer of a unary call, or DEADLINE_EXCEEDED; then the signal that the handler was given aborts too. */
function answerWithin<T>(
  limitMs: number,
  context: CallContext,
  run: (context: CallContext) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const forward = (): void => controller.abort();
  context.signal.addEventListener('abort', forward);
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(deadlineExceeded(limitMs));
      controller.abort();
    }, limitMs);
    const finish = (): void => {
      clearTimeout(timer);
      context.signal.removeEventListener('abort', forward);
    };
    run({ ...context, signal: controller.signal })
      .then(resolve, reject)
      .finally(finish);
  });
}

function credentialOf(context: CallContext): string | undefined {
  return 'principal' in context ? principalOf(context).credentialId : undefined;
}

function elapsed(
  call: { requestStream: boolean; responseStream: boolean },
  startedMs: number,
): number | undefined {
  return call.requestStream || call.responseStream ? undefined : performance.now() - startedMs;
}
