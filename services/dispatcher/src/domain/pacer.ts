import { assert, present } from '@hustings/kernel';

/** At most `max` calls may arrive in any half-open window of `perMs` milliseconds. */
export interface PaceLimit {
  max: number;
  perMs: number;
}

/** One call to the provider. */
export interface PacedCall {
  readonly startedMs: number;
  /** When its answer came, or when it was clear that none would; null while it is out. */
  settledMs: number | null;
}

/**
 * Keeps a sender's calls within its limits at the provider, whatever the network does to them. For a limit of n per T
 * call k may start once call k-n was answered and T has passed since. A call arrives between its start and its answer,
 * so arrival(k) >= start(k) >= answered(k-n) + T >= arrival(k-n) + T, and no window of length T holds n+1 arrivals.
 * No clock but our own is needed. What happened before `knownSinceMs` is not known: nothing starts for one T after it.
 *
 * Times are milliseconds of one monotonic clock.
 */
export class Pacer {
  #limits: PaceLimit[];
  #knownSinceMs: number;
  #pausedUntilMs = 0;
  /** Latest calls in order of their start, as many as the largest limit looks back. */
  #calls: PacedCall[] = [];

  constructor(limits: PaceLimit[], knownSinceMs: number) {
    assert(limits.length > 0, 'a sender without any limit cannot be paced');
    this.#limits = limits;
    this.#knownSinceMs = knownSinceMs;
  }

  /** Takes over other limits. If they look further back than what was kept, the past counts as unknown. */
  setLimits(limits: PaceLimit[], nowMs: number): void {
    assert(limits.length > 0, 'a sender without any limit cannot be paced');
    if (!looksFurtherBack(limits, this.#limits)) {
      this.#limits = limits;
      return;
    }
    this.#limits = limits;
    this.forgetPast(nowMs);
  }

  /** Others may have called for this sender until now: nothing starts for one window. */
  forgetPast(nowMs: number): void {
    this.#knownSinceMs = nowMs;
  }

  /** Nothing starts before this time, for example because the provider asked for patience. */
  pauseUntil(timeMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, timeMs);
  }

  /** How many calls may start now, one right after the other; at most `wanted`. */
  roomAt(nowMs: number, wanted: number): number {
    let room = 0;
    while (room < wanted && (this.#startOf(room) ?? Number.POSITIVE_INFINITY) <= nowMs) room++;
    return room;
  }

  /** When a call may start that `ahead` others precede, or null when that depends on an answer that has not come. */
  nextStartMs(ahead = 0): number | null {
    return this.#startOf(ahead);
  }

  /** Starts a call; there must be room. */
  start(nowMs: number): PacedCall {
    assert(this.roomAt(nowMs, 1) === 1, 'a call was started before its time');
    const call: PacedCall = { startedMs: nowMs, settledMs: null };
    this.#calls.push(call);
    const kept = Math.max(...this.#limits.map((limit) => limit.max));
    if (this.#calls.length > kept) this.#calls = this.#calls.slice(-kept);
    return call;
  }

  /** Earliest start of the call that follows `ahead` others which start before it; null = depends on an answer. */
  #startOf(ahead: number): number | null {
    let earliest = this.#pausedUntilMs;
    for (const { max, perMs } of this.#limits) {
      // The call that this one has to follow by a whole window.
      const index = this.#calls.length + ahead - max;
      if (index >= this.#calls.length) return null;
      const unknownPast = this.#knownSinceMs + perMs;
      const settledMs = index < 0 ? 0 : present(this.#calls[index], 'index in range').settledMs;
      if (settledMs === null) return null;
      earliest = Math.max(earliest, unknownPast, index < 0 ? 0 : settledMs + perMs);
    }
    return earliest;
  }
}

function looksFurtherBack(next: PaceLimit[], previous: PaceLimit[]): boolean {
  const most = (limits: PaceLimit[], of: (limit: PaceLimit) => number): number =>
    Math.max(...limits.map(of));
  return (
    most(next, (limit) => limit.max) > most(previous, (limit) => limit.max) ||
    most(next, (limit) => limit.perMs) > most(previous, (limit) => limit.perMs)
  );
}
