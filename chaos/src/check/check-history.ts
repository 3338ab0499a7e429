import type { Operation } from '../history/operation.ts';
import { checkProviderSide } from './check-provider-side.ts';
import { checkPromisesToClients, countUncertain } from './promises-to-clients.ts';
import { providerSideOf } from './provider-side-of.ts';
import type { OptOutSpan, Violation } from './types.ts';

/** What an outsider makes of a run. */
export interface Judgement {
  /** Requests, repetitions included. */
  sends: number;
  /** Opt-outs that were acknowledged. */
  optOuts: number;
  /** Those of people who had come back from an earlier one, and were stopped again. */
  optOutsAgain: number;
  /** Messages that the provider took. */
  handedOff: number;
  uncertain: number;
  violations: Violation[];
}

/** Judges a run by its history alone. */
export function checkHistory(operations: readonly Operation[]): Judgement {
  const side = providerSideOf(operations);
  return {
    sends: operations.filter(({ f, type }) => f === 'send' && type === 'invoke').length,
    optOuts: side.optOuts.length,
    optOutsAgain: countAgain(side.optOuts),
    handedOff: side.arrivals.filter(({ accepted }) => accepted).length,
    uncertain: countUncertain(operations),
    violations: [...checkProviderSide(side), ...checkPromisesToClients(operations)],
  };
}

function countAgain(spans: readonly OptOutSpan[]): number {
  const isLater = (span: OptOutSpan, { recipient, liftedMs }: OptOutSpan): boolean =>
    recipient === span.recipient && liftedMs !== null && liftedMs < span.acknowledgedMs;
  return spans.filter((span) => spans.some((other) => isLater(span, other))).length;
}
