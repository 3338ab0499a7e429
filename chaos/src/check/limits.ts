import { segmentsOf } from './segments.ts';
import type { Arrival, Cost, ProviderLimit, Reply, Violation } from './types.ts';

/** Every window of one limit, by brute force. Each call that reached the provider counts, taken or not. */
export function checkLimit(
  limit: ProviderLimit,
  arrivals: readonly Arrival[],
  replies: readonly Reply[],
): Violation[] {
  const own = arrivals
    .filter(({ from }) => limit.numbers.includes(from))
    .toSorted((a, b) => a.atMs - b.atMs);
  switch (limit.shape) {
    case 'window':
      return checkWindows(limit, own);
    case 'bucket':
      return checkSpans(limit, own, 'BUCKET');
    case 'pair':
      return groupBy(own, ({ from, to }) => `${from} ${to}`).flatMap((pair) =>
        checkSpans({ ...limit, cost: 'messages' }, pair, 'PAIR'),
      );
    case 'uniques':
      return checkUniques(limit, own, replies);
  }
}

/** Windows that begin with an arrival reach every count that any window reaches. */
function checkWindows(
  limit: Extract<ProviderLimit, { shape: 'window' }>,
  arrivals: Arrival[],
): Violation[] {
  return worstOf(
    arrivals.flatMap((first, index) => {
      const end = first.atMs + limit.perMs;
      let count = 0;
      for (let at = index; (arrivals[at]?.atMs ?? end) < end; at++) {
        count += costOf(limit.cost, arrivals[at]);
      }
      if (count <= limit.max) return [];
      const text = `${limit.id}: ${count} in the ${limit.perMs} ms from ${first.atMs}, ${limit.max} allowed`;
      return [{ excess: count - limit.max, text }];
    }),
    'WINDOW',
  );
}

/** Spans that begin and end with an arrival: at most the burst and what came back in between. */
function checkSpans(
  limit: { id: string; burst: number; everyMs: number; cost: Cost },
  arrivals: Arrival[],
  kind: string,
): Violation[] {
  return worstOf(
    arrivals.flatMap((first, index) => {
      let count = 0;
      let worst = { excess: 0, text: '' };
      for (const last of arrivals.slice(index)) {
        count += costOf(limit.cost, last);
        const spanMs = last.atMs - first.atMs;
        const allowed = limit.burst + Math.floor(spanMs / limit.everyMs);
        if (count - allowed <= worst.excess) continue;
        const text = `${limit.id}: ${count} in ${spanMs.toFixed(3)} ms from ${first.atMs} (${first.from} to ${last.to}), ${allowed} allowed`;
        worst = { excess: count - allowed, text };
      }
      return worst.excess > 0 ? [worst] : [];
    }),
    kind,
  );
}

function checkUniques(
  limit: Extract<ProviderLimit, { shape: 'uniques' }>,
  arrivals: Arrival[],
  replies: readonly Reply[],
): Violation[] {
  // Whoever has replied may be in a conversation, whose length is the policy's: an outsider gives the benefit of the doubt.
  const repliedMs = new Map(
    replies.toSorted((a, b) => b.atMs - a.atMs).map((reply) => [reply.recipient, reply.atMs]),
  );
  const outside = arrivals.filter(({ to, atMs }) => (repliedMs.get(to) ?? Infinity) > atMs);
  return worstOf(
    outside.flatMap((first, index) => {
      const end = first.atMs + limit.perMs;
      const people = new Set<string>();
      for (let at = index; (outside[at]?.atMs ?? end) < end; at++) {
        people.add(outside[at]?.to ?? '');
      }
      if (people.size <= limit.max) return [];
      const text = `${limit.id}: ${people.size} people in the ${limit.perMs} ms from ${first.atMs}, ${limit.max} allowed`;
      return [{ excess: people.size - limit.max, text }];
    }),
    'UNIQUES',
  );
}

/** One violation for a limit and its subject: overlapping windows would count the same excess many times. */
function worstOf(found: { excess: number; text: string }[], kind: string): Violation[] {
  const worst = found.toSorted((a, b) => b.excess - a.excess)[0];
  if (!worst) return [];
  const text =
    found.length > 1 ? `${worst.text} (and ${found.length - 1} more windows)` : worst.text;
  return [{ promise: 'P2', kind, text }];
}

function costOf(cost: Cost, arrival: Arrival | undefined): number {
  if (!arrival) return 0;
  return cost === 'segments' ? segmentsOf(arrival.text) : 1;
}

function groupBy(arrivals: Arrival[], keyOf: (arrival: Arrival) => string): Arrival[][] {
  const groups = new Map<string, Arrival[]>();
  for (const arrival of arrivals) {
    const key = keyOf(arrival);
    groups.set(key, [...(groups.get(key) ?? []), arrival]);
  }
  return [...groups.values()];
}
