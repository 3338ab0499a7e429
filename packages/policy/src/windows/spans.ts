/** A half-open stretch of time, `from` inclusive, `to` exclusive; lists are ordered, disjoint and never empty inside. */
export interface Span {
  from: number;
  to: number;
}

/** What lies in both lists. */
export function intersect(left: readonly Span[], right: readonly Span[]): Span[] {
  const both: Span[] = [];
  let [at, other] = [0, 0];
  for (;;) {
    const one = left[at];
    const two = right[other];
    if (one === undefined || two === undefined) return both;
    const from = Math.max(one.from, two.from);
    const to = Math.min(one.to, two.to);
    if (from < to) both.push({ from, to });
    if (one.to < two.to) at += 1;
    else other += 1;
  }
}

/** Spans in any order as a list: those that touch or overlap become one. */
export function merge(spans: readonly Span[]): Span[] {
  const ordered = spans.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  const merged: Span[] = [];
  for (const { from, to } of ordered) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** What of the first list does not lie in the second. */
export function subtract(spans: readonly Span[], taken: readonly Span[]): Span[] {
  const ends = [Number.NEGATIVE_INFINITY, ...taken.map(({ to }) => to)];
  const begins = [...taken.map(({ from }) => from), Number.POSITIVE_INFINITY];
  const left = ends.map((from, index) => ({ from, to: begins[index] ?? from }));
  return intersect(
    spans,
    left.filter(({ from, to }) => from < to),
  );
}

/** The span that holds an instant. */
export function spanAt(spans: readonly Span[], instant: number): Span | undefined {
  return spans.find(({ from, to }) => from <= instant && instant < to);
}
