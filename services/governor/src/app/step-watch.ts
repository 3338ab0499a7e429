import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@hustings/kernel';
import type { GateRef } from '@hustings/redis-scripts';
import type { Telemetry } from '../telemetry.ts';
import type { StepProgress, StepWait } from './step-progress.ts';

const LOOK_EVERY_MS = 5_000;
/** Redis is given up after a second, the log after twelve: an append of which nothing is known is looked up for ten. */
const LONG_MS = 20_000;

/** A gate, as far as it is asked here. */
export interface WatchedGate {
  ref: GateRef;
  progress: Pick<StepProgress, 'waiting'>;
}

/**
 * Tells of gates that have waited for one thing for longer than anything takes, once for each such wait: the gate decides nothing
 * meanwhile, and nothing else would say so.
 */
export class StepWatch {
  readonly #gates: readonly WatchedGate[];
  readonly #clock: Clock;
  readonly #telemetry: Pick<Telemetry, 'stepHangs'>;
  readonly #told = new WeakSet<StepWait>();

  constructor(parts: {
    gates: readonly WatchedGate[];
    clock: Clock;
    telemetry: Pick<Telemetry, 'stepHangs'>;
  }) {
    this.#gates = parts.gates;
    this.#clock = parts.clock;
    this.#telemetry = parts.telemetry;
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      this.look();
    }
  }

  look(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const { ref, progress } of this.#gates) {
      const { waiting } = progress;
      if (waiting === null || nowMs - waiting.sinceMs < LONG_MS || this.#told.has(waiting))
        continue;
      this.#told.add(waiting);
      this.#telemetry.stepHangs(ref, waiting.part);
    }
  }
}
