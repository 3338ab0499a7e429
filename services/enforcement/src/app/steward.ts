import type { Finding } from '../domain/case/evidence.ts';
import type { Telemetry } from '../telemetry.ts';
import { copyActivation } from './copy-activation.ts';
import { keepDeadlines } from './keep-deadlines.ts';
import { keepHolds } from './keep-holds.ts';
import { keepMassActions } from './keep-mass-actions.ts';
import { type Means, nowUs } from './orders.ts';
import { beginSlowStart, freezeByRule } from './pace-orders.ts';
import type { PartitionWatch } from './partition-watch.ts';
import { reportBreach } from './report-breach.ts';

/** After a failure, for example when the log is away. */
const RETRY_MS = 1000;

/** Longest sleep: clocks are set right while we sleep, and a timer holds 24 days at most. */
const MAX_SLEEP_MS = 60_000;

/**
 * Does what the log of one partition asks for: answers breaches, keeps deadlines, copies activations. It takes no input; a
 * wake-up only makes it look again, so that a lost or a doubled one does no harm.
 */
export class Steward {
  readonly #means: Means;
  readonly #followed: PartitionWatch;
  readonly #telemetry: Telemetry;
  readonly #answered = new WeakSet<Finding>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;
  #woken = false;
  #stopped = true;

  constructor(means: Means, followed: PartitionWatch, telemetry: Telemetry) {
    this.#means = means;
    this.#followed = followed;
    this.#telemetry = telemetry;
  }

  /** Begins to act. Only when the view has caught up: half of the log may ask for what the other half answers. */
  start(): void {
    this.#stopped = false;
    this.wake();
  }

  /** Looks at the log's state soon. */
  wake(): void {
    this.#woken = true;
    if (this.#stopped || this.#running) return;
    this.#running = this.#run().finally(() => {
      this.#running = null;
      // A wake-up may have come between the last look and now.
      if (this.#woken) this.wake();
    });
  }

  /** Finishes the order under way and gives no further one. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer);
    let sleepMs = MAX_SLEEP_MS;
    while (this.#woken && !this.#stopped) {
      this.#woken = false;
      try {
        const next = await this.#act();
        if (next !== null) sleepMs = Math.min(sleepMs, (next - nowUs(this.#means)) / 1000);
      } catch (error) {
        this.#telemetry.noteFailedRound(this.#followed.partition, error);
        sleepMs = RETRY_MS;
      }
    }
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.wake(), Math.max(1, Math.ceil(sleepMs)));
  }

  async #takePrecautions(): Promise<void> {
    const { watch, partition } = this.#followed;
    for (const finding of watch.precautions.asked('SLOW_START')) {
      if (this.#answered.has(finding)) continue;
      const outcome = await beginSlowStart(this.#means, { finding, partition });
      this.#answered.add(finding);
      this.#telemetry.notePrecaution(finding, outcome);
    }
    for (const finding of watch.precautions.asked('COMPROMISE_HOLD')) {
      if (this.#answered.has(finding)) continue;
      const outcome = await freezeByRule(this.#means, finding);
      this.#answered.add(finding);
      this.#telemetry.notePrecaution(finding, outcome);
    }
  }

  async #act(): Promise<number | null> {
    const latest = this.#means.views.latestPolicy;
    if (latest) await copyActivation(this.#means, this.#followed, latest);
    const { watch } = this.#followed;
    const { policy } = watch;
    if (!policy) return null;
    for (const finding of watch.findings()) {
      if (this.#answered.has(finding)) continue;
      const result = await reportBreach(this.#means, this.#followed, { finding, policy });
      this.#answered.add(finding);
      this.#telemetry.noteBreach(finding, result);
    }
    await this.#takePrecautions();
    const deadlines = [
      await keepHolds(this.#means, this.#followed),
      await keepDeadlines(this.#means, this.#followed, policy.ladder),
      // They are about several organisations and live in the first partition: one steward brings them up.
      this.#followed === this.#means.views.partitions[0]
        ? await keepMassActions(this.#means, policy.ladder)
        : null,
    ].filter((atUs) => atUs !== null);
    return deadlines.length === 0 ? null : Math.min(...deadlines);
  }
}
