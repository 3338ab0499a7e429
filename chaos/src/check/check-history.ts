import type { Operation } from '../history/operation.ts';
import { checkProviderSide } from './check-provider-side.ts';
import { checkPromisesToClients, countUncertain } from './promises-to-clients.ts';
import { providerSideOf } from './provider-side-of.ts';
import type { Violation } from './types.ts';

/** What an outsider makes of a run. */
export interface Judgement {
  /** Requests, repetitions included. */
  sends: number;
  /** Opt-outs that were acknowledged. */
  optOuts: number;
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
    handedOff: side.arrivals.filter(({ accepted }) => accepted).length,
    uncertain: countUncertain(operations),
    violations: [...checkProviderSide(side), ...checkPromisesToClients(operations)],
  };
}
