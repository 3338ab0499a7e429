import { setTimeout as sleep } from 'node:timers/promises';
import type { Believed, GateScripts } from '@hustings/redis-scripts';
import type { Telemetry } from '../telemetry.ts';
import type { GateFeed } from './gate-feed.ts';

/** Also a gate without calls notices within this time that its store is gone or older than it was. */
const LOOK_EVERY_MS = 500;
/** Clocks are slewed by milliseconds; whoever is so far behind was stepped. */
const STEPPED_US = 2_000_000;

export interface RedisWatchParts {
  scripts: GateScripts;
  feeds: readonly GateFeed[];
  telemetry: Telemetry;
  requestRebuild: (feed: GateFeed, why: string) => void;
}

/**
 * Compares what Redis holds with what was put into it, gate by gate: a store that was emptied, restored from a snapshot or taken
 * over by a replica that lagged must not keep queued messages waiting until somebody calls. And tells when the clock of
 * Redis stands before the last decision: time then stands still for the gate until the clock has caught up.
 */
export class RedisWatch {
  readonly #parts: RedisWatchParts;

  constructor(parts: RedisWatchParts) {
    this.#parts = parts;
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      // A Redis that does not answer is noticed by whoever needs it, and looked at again.
      if (!signal.aborted) await this.look().catch(() => undefined);
    }
  }

  async look(): Promise<void> {
    const open = this.#parts.feeds.filter(({ isOpen }) => isOpen);
    const [first] = open;
    if (first === undefined) return;
    const [nowUs, ...decidedAtUs] = await Promise.all([
      this.#parts.scripts.readClock(first.worker.ref),
      ...open.map((feed) => this.#lookAt(feed)),
    ]);
    const behindUs = Math.max(...decidedAtUs) - nowUs;
    this.#parts.telemetry.clockBehind(behindUs >= STEPPED_US ? behindUs : 0);
  }

  /** Instant of the gate's last decision. */
  async #lookAt(feed: GateFeed): Promise<number> {
    // Read before the question is written: the store has taken all of it by then.
    const { believed } = feed.worker;
    const meta = await this.#parts.scripts.readMeta(feed.worker.ref);
    const isSame = feed.isOpen && feed.worker.believed.epoch === believed.epoch;
    if (isSame && (meta === null || holdsLess(meta, believed))) {
      this.#parts.requestRebuild(feed, 'Redis holds less than was put into it');
    }
    return meta?.nowUs ?? 0;
  }
}

function holdsLess(meta: Believed, believed: Believed): boolean {
  return (
    meta.epoch !== believed.epoch ||
    meta.call < believed.call ||
    meta.gateSeq < believed.gateSeq ||
    meta.factSeq < believed.factSeq
  );
}
