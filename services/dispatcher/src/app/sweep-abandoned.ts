import type { ReleaseRef } from '@hustings/contracts/dispatch';
import { keyOf } from '../domain/release.ts';
import type { SenderLane } from './sender-lane.ts';

/** How often open hand-offs are compared with the calls that are out. */
export const SWEEP_EVERY_MS = 1_000;

/**
 * Settles hand-offs that stand as started while no call of this process is out: an earlier process died, or a commit was
 * in doubt. They are left alone for longer than any call can take, so that a look-up then tells the truth. Takes no input:
 * it compares what is with what should be.
 */
export class AbandonedSweep {
  readonly #patienceMs: number;
  readonly #firstSeenMs = new Map<string, number>();

  constructor(callTimeoutMs: number) {
    this.#patienceMs = callTimeoutMs + SWEEP_EVERY_MS;
  }

  async sweep(lanes: Iterable<SenderLane>, nowMs: number): Promise<void> {
    const seen = new Set<string>();
    const settled: Promise<void>[] = [];
    for (const lane of lanes) {
      const due = lane.abandoned().filter((ref) => this.#isDue(ref, nowMs, seen));
      if (due.length > 0) settled.push(lane.settleAbandoned(due));
    }
    for (const key of this.#firstSeenMs.keys()) {
      if (!seen.has(key)) this.#firstSeenMs.delete(key);
    }
    await Promise.all(settled);
  }

  #isDue(ref: ReleaseRef, nowMs: number, seen: Set<string>): boolean {
    const key = keyOf(ref);
    seen.add(key);
    const firstMs = this.#firstSeenMs.get(key) ?? nowMs;
    const due = nowMs - firstMs >= this.#patienceMs;
    // Once settled, its end is on the way into the log: begin to wait anew.
    this.#firstSeenMs.set(key, due ? nowMs : firstMs);
    return due;
  }
}
