import type { Clock } from '@hustings/kernel';
import type { GateItem, GateVerdict } from '@hustings/policy';
import { laneKey } from '@hustings/policy/gate';

/** Most waiting lanes and lines that a peek is told to pass over: the script's own bound. */
export const SKIP_MAX = 256;
/** The lanes are looked at this often whatever was foreseen: clocks differ and step, and a wake that was lost must not stop a lane for good. */
const LOOK_AGAIN_MAX_MS = 10_000;
/** So long at most a wait holds before its reason is asked for anew: a fact that ended it may have come while nobody listened. */
const ASK_AGAIN_MS = 60_000;
/** Looks in a row that found only what has to wait. After that something must change, or a time must come. */
const FRUITLESS_MAX = 8;

/** Why a part of a sender's queue has to wait. */
export interface Wait {
  /** Limit, sanction or window; '' = nothing that has a name. */
  ruleId: string;
  /** Instant of the store's clock at which it may go on; 0 = when a fact changes something. */
  atUs: number;
}

interface Waiting extends Wait {
  /** By this process's own clock. */
  sinceMs: number;
}

interface LaneWaiting extends Waiting {
  /** A new message of the lane would not be among those that are shown. */
  hasMore: boolean;
}

/** What one group tried. */
export interface Tried {
  items: GateItem[];
  verdicts: GateVerdict[];
  /** Lanes that may hold more than was shown. */
  cutLanes: ReadonlySet<string>;
}

/**
 * Knows when a gate's lanes are worth a look, and what has to wait until when. A rate of the sender holds a whole line
 * (a priority of a sender, and those below it), so that permits gather for whoever is next; anything else, such as a
 * recipient that was written to just now, holds a lane, and only when nothing of it could go.
 */
export class LaneWatch {
  readonly #clock: Clock;
  readonly #onDue: () => void;
  readonly #isRate: (ruleId: string) => boolean;
  /** "<sender>|<priority>" → wait. */
  readonly #lines = new Map<string, Waiting>();
  readonly #lanes = new Map<string, LaneWaiting>();
  /** Lanes that got a message since the look began: what it says of them is not all. */
  readonly #queuedMeanwhile = new Set<string>();
  #due = true;
  /** Whether all waits were forgotten since the look began: what it finds may rest on what no longer holds. */
  #isOutdated = false;
  #fruitless = 0;
  #timer: NodeJS.Timeout | null = null;
  /** By this process's own clock: the store's, by which the waits are, may step while the timer runs. */
  #timerDueMs = Number.POSITIVE_INFINITY;

  /** `isRate` tells limits that hold everybody on a sender alike, whoever the message is for. */
  constructor(clock: Clock, onDue: () => void, isRate: (ruleId: string) => boolean) {
    this.#clock = clock;
    this.#onDue = onDue;
    this.#isRate = isRate;
  }

  get due(): boolean {
    return this.#due;
  }

  /** The lanes may hold something; `forget` = what waits may go on as well. */
  wake(forget: boolean): void {
    if (forget) {
      this.#lines.clear();
      this.#lanes.clear();
      this.#isOutdated = true;
    }
    this.#fruitless = 0;
    this.#due = true;
    this.#onDue();
  }

  /** A message was queued: a lane that waits for its other messages has something new. */
  noteQueued(lane: string): void {
    this.#queuedMeanwhile.add(lane);
    if (this.#lanes.get(lane)?.hasMore === false) this.#lanes.delete(lane);
  }

  /** Something of a lane may go on that was known to have to wait. */
  forgetLane(lane: string): void {
    this.#lanes.delete(lane);
  }

  /** Whether a rate holds the line of a lane. */
  holdsLine(lane: string): boolean {
    this.#dropOver();
    return this.#lines.has(lineOf(lane));
  }

  /** What the next peek passes over. A wake that comes while it is out asks for another one. */
  beginLook(): string[] {
    this.#due = false;
    this.#isOutdated = false;
    this.#queuedMeanwhile.clear();
    // Whoever still waits needs a timer: the one that was set may have ended by a clock that has fallen behind since.
    this.lookAgainAt(this.#dropOver());
    return [...this.#lines.keys(), ...this.#lanes.keys()].slice(0, SKIP_MAX);
  }

  /** A look without messages ends it; one with some is followed by another, unless nothing of them can go. */
  noteLook(found: number): void {
    if (found > 0 && this.#fruitless < FRUITLESS_MAX) this.#due = true;
  }

  /** What the last look led to. An outdated one tells nothing, and another one is due. */
  noteVerdicts({ items, verdicts, cutLanes }: Tried): void {
    if (this.#isOutdated) return;
    const tried = new Map<string, { moved: boolean; waits: Wait[] }>();
    const held = new Set<string>();
    for (let index = 0; index < verdicts.length; index++) {
      const verdict = verdicts[index];
      const item = items[index];
      if (item?.kind !== 'RELEASE' || !verdict) continue;
      const lane = laneKey({ ...item.context, priority: item.priority });
      const known = tried.get(lane) ?? { moved: false, waits: [] };
      tried.set(lane, known);
      if (verdict.answer !== 'WAIT') known.moved = true;
      else if (this.#isRate(verdict.ruleId)) this.#hold(lane, verdict, held);
      else known.waits.push({ ruleId: verdict.ruleId, atUs: verdict.againAtUs });
    }
    this.#fruitless = [...tried.values()].some(({ moved }) => moved) ? 0 : this.#fruitless + 1;
    for (const [lane, { moved, waits }] of tried) {
      const first = earliestOf(waits);
      if (moved || first === null || held.has(lineOf(lane))) continue;
      const hasMore = cutLanes.has(lane);
      if (!hasMore && this.#queuedMeanwhile.has(lane)) continue;
      this.#lanes.set(lane, { ...first, hasMore, sinceMs: this.#clock.monotonicMs() });
      this.lookAgainAt(first.atUs);
    }
  }

  /** Why a lane waits; null when it does not. */
  waitOf(lane: string): Wait | null {
    return this.#lines.get(lineOf(lane)) ?? this.#lanes.get(lane) ?? null;
  }

  /** The lanes may hold something to release at this instant of the clock, or in ten seconds; 0 = nobody knows when. */
  lookAgainAt(atUs: number): void {
    if (atUs === 0) return;
    // One millisecond more, so that the look is not a hair too early.
    const inMs = (atUs - Number(this.#clock.nowUs())) / 1000 + 1;
    this.#lookIn(Math.min(Math.max(inMs, 1), LOOK_AGAIN_MAX_MS));
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  /** Whoever found the rate used up first is next when it is free again: all wait for that. */
  #hold(
    lane: string,
    { ruleId, againAtUs: atUs }: Extract<GateVerdict, { answer: 'WAIT' }>,
    held: Set<string>,
  ): void {
    const line = lineOf(lane);
    const [senderId = '', rank] = line.split('|');
    const lines = rank === '1' ? [`${senderId}|1`, `${senderId}|2`] : [`${senderId}|2`];
    for (const one of lines) {
      if (held.has(one)) continue;
      held.add(one);
      this.#lines.set(one, { ruleId, atUs, sinceMs: this.#clock.monotonicMs() });
      this.lookAgainAt(atUs);
    }
  }

  /** The instant at which the first of those that are left may go on; infinity = none has one. */
  #dropOver(): number {
    let firstUs = Number.POSITIVE_INFINITY;
    const nowUs = Number(this.#clock.nowUs());
    const askedMs = this.#clock.monotonicMs() - ASK_AGAIN_MS;
    for (const waiting of [this.#lines, this.#lanes]) {
      for (const [name, { atUs, sinceMs }] of waiting) {
        const isOver = atUs > 0 && atUs <= nowUs;
        if (isOver || sinceMs <= askedMs) waiting.delete(name);
        else if (atUs > 0) firstUs = Math.min(firstUs, atUs);
      }
    }
    return firstUs;
  }

  /** Unless a timer ends sooner. */
  #lookIn(ms: number): void {
    const dueMs = this.#clock.monotonicMs() + ms;
    if (dueMs >= this.#timerDueMs) return;
    this.#timerDueMs = dueMs;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#wakeByTime(), ms);
  }

  #wakeByTime(): void {
    this.#timerDueMs = Number.POSITIVE_INFINITY;
    this.#timer = null;
    this.wake(false);
  }
}

/** "<sender>|<priority>" of a lane. */
export function lineOf(lane: string): string {
  return lane.split('|', 2).join('|');
}

/** Nothing that has a time waits longer than that; without any time it waits for a fact. */
function earliestOf(waits: Wait[]): Wait | null {
  return waits.reduce<Wait | null>((first, next) => {
    if (first === null || first.atUs === 0) return next;
    return next.atUs > 0 && next.atUs < first.atUs ? next : first;
  }, null);
}
