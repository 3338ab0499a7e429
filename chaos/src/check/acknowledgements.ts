import type { Operation } from '../history/operation.ts';

/** How long people waited until their opt-out held, milliseconds from the first attempt to the acknowledgement. */
export interface Acknowledgements {
  count: number;
  /** Begun, and never acknowledged within the run. */
  open: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

export interface AcknowledgementReport {
  /** Every one, whatever was broken at that time. */
  all: Acknowledgements;
  /** Those that were acknowledged with no fault at work since they began. */
  calm: Acknowledgements;
}

interface Wait {
  fromMs: number;
  /** Infinite when there was no acknowledgement. */
  toMs: number;
}

/** Waits of opt-outs through the ledger's interface and of replies that say stop, by the outside clock of the history. */
export function acknowledgementsOf(operations: readonly Operation[]): AcknowledgementReport {
  const waits = waitsOf(operations);
  const faults = spansOfFaults(operations);
  const isCalm = ({ fromMs, toMs }: Wait): boolean =>
    faults.every((fault) => toMs < fault.fromMs || fromMs > fault.toMs);
  return { all: summarise(waits), calm: summarise(waits.filter(isCalm)) };
}

function waitsOf(operations: readonly Operation[]): Wait[] {
  const waits = new Map<string, Wait>();
  for (const { f, type, key, t, value } of operations) {
    if (f !== 'opt-out' && !(f === 'reply' && value.stops === true)) continue;
    const wait = waits.get(key);
    if (type === 'invoke' && wait === undefined) {
      waits.set(key, { fromMs: t, toMs: Number.POSITIVE_INFINITY });
    } else if (type === 'ok' && wait !== undefined) wait.toMs = Math.min(wait.toMs, t);
  }
  return [...waits.values()];
}

/** From the begin of each fault to the begin of the next calm: until its end and as long again as recovery may take. */
function spansOfFaults(operations: readonly Operation[]): Wait[] {
  const spans: Wait[] = [];
  for (const { f, t, value } of operations) {
    if (f !== 'fault') continue;
    if (value.phase === 'begin') spans.push({ fromMs: t, toMs: Number.POSITIVE_INFINITY });
    else {
      const last = spans.at(-1);
      if (last !== undefined) last.toMs = t + RECOVERY_MS;
    }
  }
  return spans;
}

/** After a kill the process starts anew, and a dead member's lease in the barrier is waited for: 12 s. */
const RECOVERY_MS = 15_000;

function summarise(waits: readonly Wait[]): Acknowledgements {
  const times = waits
    .map(({ fromMs, toMs }) => toMs - fromMs)
    .filter(Number.isFinite)
    .toSorted((left, right) => left - right);
  const at = (share: number): number =>
    Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  return {
    count: times.length,
    open: waits.length - times.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
  };
}
