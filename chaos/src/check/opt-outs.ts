import type { Arrival, OptOutSpan, Violation } from './types.ts';

/** P1: no hand-off to a person begins between the acknowledgement of the opt-out and the person's wish to hear again. */
export function checkOptOuts(
  arrivals: readonly Arrival[],
  optOuts: readonly OptOutSpan[],
): Violation[] {
  return optOuts.flatMap((span) => arrivals.filter((one) => breaks(one, span)).map(describe(span)));
}

function breaks(arrival: Arrival, span: OptOutSpan): boolean {
  const begunMs = arrival.begunMs ?? arrival.atMs;
  return (
    arrival.to === span.recipient &&
    (span.numbers === null || span.numbers.includes(arrival.from)) &&
    begunMs > span.acknowledgedMs &&
    begunMs < (span.liftedMs ?? Infinity)
  );
}

function describe(span: OptOutSpan): (arrival: Arrival) => Violation {
  return ({ from, to, clientRef, begunMs, atMs }) => ({
    promise: 'P1',
    kind: 'OPT_OUT',
    text: `${clientRef} from ${from} to ${to} began at ${begunMs ?? atMs}, opted out since ${span.acknowledgedMs}`,
  });
}
