import { present } from '@hustings/kernel';
import type { InstantUs } from '../admission/types.ts';
import type { CampaignPlan, PlanDay, PlanStretch } from './types.ts';

const DAY_US = 86_400_000_000;
/** More stretches than this are no picture any more: the rest is told by the days. */
const STRETCHES_MAX = 1_000;

/** Writes down a plan while it is made. */
export class PlanRecord {
  readonly #startUs: InstantUs;
  readonly #stretches: (PlanStretch & { steps: number })[] = [];
  readonly #days: { messages: number; waits: Map<string, number> }[] = [];
  readonly #waits = new Map<string, number>();
  readonly #never = new Map<string, number>();
  #lastUs: InstantUs;
  #messages = 0;

  constructor(startUs: InstantUs) {
    this.#startUs = startUs;
    this.#lastUs = startUs;
  }

  /** Messages go out at an instant; `ruleId` is what they had to wait for since the last ones. */
  release(atUs: InstantUs, count: number, ruleId: string): void {
    const waited = atUs > this.#lastUs;
    this.#messages += count;
    this.#dayOf(atUs).messages += count;
    if (waited) this.#wait(atUs, ruleId);
    const current = this.#stretches.at(-1);
    if (current !== undefined && (!waited || current.ruleId === ruleId || current.ruleId === '')) {
      current.untilUs = atUs;
      current.messages += count;
      if (waited) current.ruleId = ruleId;
      if (waited) current.steps += 1;
    } else if (this.#stretches.length < STRETCHES_MAX) {
      const rule = waited ? ruleId : '';
      const fromUs = this.#lastUs;
      this.#stretches.push({ fromUs, untilUs: atUs, messages: count, ruleId: rule, steps: 1 });
    }
    this.#lastUs = atUs;
  }

  never(ruleId: string, count: number): void {
    this.#never.set(ruleId, (this.#never.get(ruleId) ?? 0) + count);
  }

  finish(): CampaignPlan {
    return {
      startsAtUs: this.#startUs,
      completesAtUs: this.#lastUs,
      messages: this.#messages,
      ruleId: longest(this.#waits),
      stretches: toPauses(this.#stretches),
      days: this.#days.map(
        ({ messages, waits }, index): PlanDay => ({
          day: index + 1,
          fromUs: this.#startUs + index * DAY_US,
          messages,
          ruleId: longest(waits),
        }),
      ),
      never: [...this.#never].map(([ruleId, messages]) => ({ ruleId, messages })),
    };
  }

  /** The time from the last release to this one goes to the days over which it extends. */
  #wait(untilUs: InstantUs, ruleId: string): void {
    if (ruleId === '') return;
    add(this.#waits, ruleId, untilUs - this.#lastUs);
    let fromUs = this.#lastUs;
    while (fromUs < untilUs) {
      const index = Math.floor((fromUs - this.#startUs) / DAY_US);
      const endUs = Math.min(untilUs, this.#startUs + (index + 1) * DAY_US);
      add(this.#dayOf(fromUs).waits, ruleId, endUs - fromUs);
      fromUs = endUs;
    }
  }

  #dayOf(atUs: InstantUs): { messages: number; waits: Map<string, number> } {
    const index = Math.floor((atUs - this.#startUs) / DAY_US);
    while (this.#days.length <= index) this.#days.push({ messages: 0, waits: new Map() });
    return present(this.#days[index], 'filled up to here');
  }
}

/** A stretch of a single batch is a pause before the stretch that the batch begins. */
function toPauses(stretches: (PlanStretch & { steps: number })[]): PlanStretch[] {
  const shown = stretches.map(({ steps, ...stretch }) => ({ steps, stretch }));
  for (const [index, { steps, stretch }] of shown.entries()) {
    const next = shown[index + 1]?.stretch;
    if (steps !== 1 || next === undefined || stretch.ruleId === '') continue;
    next.messages += stretch.messages;
    next.fromUs = stretch.untilUs;
    stretch.messages = 0;
  }
  return shown.map(({ stretch }) => stretch);
}

function add(sums: Map<string, number>, key: string, by: number): void {
  sums.set(key, (sums.get(key) ?? 0) + by);
}

function longest(waits: Map<string, number>): string {
  let best = { ruleId: '', us: 0 };
  for (const [ruleId, us] of waits) if (us > best.us) best = { ruleId, us };
  return best.ruleId;
}
