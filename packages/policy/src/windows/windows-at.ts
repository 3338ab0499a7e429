import { present } from '@hustings/kernel';
import type { InstantUs } from '../admission/types.ts';
import type { PolicyDocument } from '../document/schema.ts';
import { type Edition, editionOf } from './edition.ts';
import { type Place, quietCandidates, readPlace } from './place.ts';
import { heldRows, openSpans, widened } from './quiet-hours.ts';
import { type Silence, silencesFor } from './silence.ts';
import { intersect, merge, type Span, spanAt, subtract } from './spans.ts';
import type { WindowsSection } from './windows-schema.ts';
import { DAY_MS } from './zone-clock.ts';

/** An opening that is further away is not foreseen: longer than any silence or run of holidays. */
const HORIZON_DAYS = 40;
/** Places whose days are kept in memory; beyond it they are computed anew. A day takes about 1 kB. */
const MAX_KEPT = 4_096;

/** A silence that is over. */
export interface PassedSilence {
  /** "silence:<election id>". */
  ruleId: string;
  endedAtUs: InstantUs;
}

/** What holds for a place from one instant to another, within one day of UTC. Instants in microseconds. */
export type WindowState = {
  fromUs: InstantUs;
  untilUs: InstantUs;
  /** The last silence that is over; null = none. What was queued before its end was not to go out after the vote. */
  passed: PassedSilence | null;
} & (
  | {
      state: 'OPEN';
      /** Silence that the law asks of the media only: the message passes, and that is counted. '' = none. */
      warning: string;
    }
  | {
      state: 'QUIET';
      /** "quiet:<jurisdiction>", or "quiet:unknown-place". */
      ruleId: string;
      /** Next instant at which it is open; 0 = none within 40 days. */
      opensAtUs: InstantUs;
    }
  | {
      state: 'SILENT';
      /** "silence:<election id>". */
      ruleId: string;
      /** Until then nothing is taken and what waits is cancelled. */
      endsAtUs: InstantUs;
    }
);

/** The windows of a policy, ready to be asked. */
export interface CompiledWindows {
  section: WindowsSection;
  edition: Edition;
  /** The answer holds for so long after the instant asked for: what is released now is still in the window at hand-off. */
  leadMs: number;
  days: Map<string, WindowState[]>;
}

/** Undefined when the policy has no windows: then every hour is open. */
export function compileWindows(policy: PolicyDocument): CompiledWindows | undefined {
  const section = policy.windows;
  if (section === undefined) return undefined;
  const edition = present(editionOf(section.edition), 'a parsed policy names a known edition');
  return { section, edition, leadMs: policy.dispatch.releaseMaxAgeMs, days: new Map() };
}

/** What holds for a place at an instant. A function of policy, place and instant alone. */
export function windowsAt(windows: CompiledWindows, place: string, nowUs: InstantUs): WindowState {
  const day = Math.floor(nowUs / (DAY_MS * 1_000));
  const state = statesOf(windows, place, day).find((each) => nowUs < each.untilUs);
  return present(state, 'the states of a day fill it');
}

/** The first instant from `nowUs` on at which a message to the place may go out; 0 = none within 40 days. */
export function nextOpening(windows: CompiledWindows, place: string, nowUs: InstantUs): InstantUs {
  const at = windowsAt(windows, place, nowUs);
  if (at.state === 'OPEN') return nowUs;
  if (at.state === 'QUIET') return at.opensAtUs;
  const after = windowsAt(windows, place, at.endsAtUs);
  return after.state === 'QUIET' ? after.opensAtUs : at.endsAtUs;
}

function statesOf(windows: CompiledWindows, place: string, day: number): WindowState[] {
  const key = `${day}|${place}`;
  const known = windows.days.get(key);
  if (known !== undefined) return known;
  const states = statesOfDay(windows, readPlace(place), day);
  if (windows.days.size >= MAX_KEPT) windows.days.clear();
  windows.days.set(key, states);
  return states;
}

/** Everything about one day. Each state is cut at the ends of the day, so that it does not depend on when it was asked for. */
function statesOfDay(windows: CompiledWindows, place: Place, day: number): WindowState[] {
  const today = { from: day * DAY_MS, to: (day + 1) * DAY_MS };
  const silences = silencesFor(windows.edition, windows.section, place).map((silence) => ({
    ...silence,
    from: silence.from - windows.leadMs - windows.section.providerQueueMs,
  }));
  const blocked = silences.filter(({ effect }) => effect === 'BLOCK');
  const warned = silences.filter(({ effect }) => effect === 'WARN');
  const quiet = openOf(windows, place, { ...today, to: today.to + DAY_MS });
  const open = subtract(quiet, merge(blocked));
  const edges = [...open, ...blocked, ...warned].flatMap(({ from, to }) => [from, to]);
  const inside = edges.filter((edge) => today.from < edge && edge < today.to);
  const starts = [...new Set([today.from, ...inside])].sort((a, b) => a - b);
  return starts.map((from, at) => {
    const span = { from, to: starts[at + 1] ?? today.to };
    return stateOf(windows, { place, span, open, blocked, warned });
  });
}

function stateOf(
  windows: CompiledWindows,
  at: { place: Place; span: Span; open: Span[]; blocked: Silence[]; warned: Silence[] },
): WindowState {
  const { span, open, blocked, warned, place } = at;
  const passed = lastPassed(blocked, span.from);
  const cut = { fromUs: span.from * 1_000, untilUs: span.to * 1_000, passed };
  const silence = lastToEnd(blocked, span.from);
  if (silence !== undefined) {
    const whole = present(spanAt(merge(blocked), span.from), 'a silence lies in their union');
    return { ...cut, state: 'SILENT', ruleId: silence.ruleId, endsAtUs: whole.to * 1_000 };
  }
  if (spanAt(open, span.from) !== undefined) {
    return { ...cut, state: 'OPEN', warning: lastToEnd(warned, span.from)?.ruleId ?? '' };
  }
  const opensAt =
    open.find(({ from }) => from >= span.to)?.from ??
    openingAfter(windows, place, { span, blocked });
  // Named is what keeps it closed longest; where silence comes before the opening, what closed it.
  const ruleId =
    (opensAt > 0 ? closingRule(windows, place, opensAt - 1) : undefined) ??
    present(closingRule(windows, place, span.from), 'a row keeps a closed place closed');
  return { ...cut, state: 'QUIET', ruleId, opensAtUs: opensAt * 1_000 };
}

/** Of silences that ended together the first entered. */
function lastPassed(blocked: readonly Silence[], instant: number): PassedSilence | null {
  return blocked
    .filter(({ to }) => to <= instant)
    .reduce<PassedSilence | null>((last, { to, ruleId }) => {
      const endedAtUs = to * 1_000;
      return last !== null && last.endedAtUs >= endedAtUs ? last : { ruleId, endedAtUs };
    }, null);
}

/** Of several silences the one that ends last is named; of equals the first entered. */
function lastToEnd(silences: readonly Silence[], instant: number): Silence | undefined {
  return silences
    .filter(({ from, to }) => from <= instant && instant < to)
    .reduce<Silence | undefined>(
      (best, next) => (best && next.to <= best.to ? best : next),
      undefined,
    );
}

/** When all rows that may hold allow messages and go on to do so for as long as a release may take. */
function openOf(windows: CompiledWindows, place: Place, range: Span): Span[] {
  if (windows.section.quietHours === null) return [widened(range)];
  const candidates = quietCandidates(windows.edition, place);
  if (candidates === null) return [];
  const wide = widened(range);
  let open = [wide];
  for (const held of heldRows(windows.edition, windows.section, candidates)) {
    if (open.length > 0) open = intersect(open, openSpans(held, wide));
  }
  return merge(open.map(({ from, to }) => ({ from, to: to - windows.leadMs })));
}

/** The next opening beyond the days at hand, 0 when there is none before the horizon. */
function openingAfter(
  windows: CompiledWindows,
  place: Place,
  { span, blocked }: { span: Span; blocked: Silence[] },
): number {
  const day = Math.floor(span.from / DAY_MS);
  const range = { from: day * DAY_MS, to: (day + HORIZON_DAYS) * DAY_MS };
  const open = subtract(openOf(windows, place, range), merge(blocked));
  return open.find(({ from }) => from >= span.to && from < range.to)?.from ?? 0;
}

/** The first row in the order of the policy that is closed at an instant. */
function closingRule(windows: CompiledWindows, place: Place, instant: number): string | undefined {
  const candidates = quietCandidates(windows.edition, place);
  if (candidates === null) return 'quiet:unknown-place';
  const range = widened({ from: instant, to: instant + 1 });
  const closed = heldRows(windows.edition, windows.section, candidates).find((held) => {
    const span = spanAt(openSpans(held, range), instant);
    return span === undefined || instant >= span.to - windows.leadMs;
  });
  return closed && `quiet:${closed.row.jurisdiction}`;
}
