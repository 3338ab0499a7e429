import { createHistogram } from 'node:perf_hooks';
import type { LoadResult } from './order.ts';

/** Counts what comes back. */
export class Tally {
  readonly #latencyUs = createHistogram();
  readonly #beginMs = performance.now();
  readonly #cpu = process.cpuUsage();
  readonly #onAbort: (error: Error) => void;
  #answered = 0;
  #notAccepted = 0;
  #failed = 0;

  constructor(onAbort: (error: Error) => void) {
    this.#onAbort = onAbort;
  }

  note(latencyMs: number, { results, accepted }: { results: number; accepted: number }): void {
    this.#latencyUs.record(Math.max(1, Math.round(latencyMs * 1000)));
    this.#answered += results;
    this.#notAccepted += results - accepted;
  }

  noteFailure(): void {
    this.#failed += 1;
  }

  /** The load cannot go on. */
  abort(error: Error): void {
    this.#onAbort(error);
  }

  result(): LoadResult {
    const seconds = (performance.now() - this.#beginMs) / 1000;
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      answered: this.#answered,
      notAccepted: this.#notAccepted,
      failed: this.#failed,
      seconds,
      messagesPerSecond: this.#answered / seconds,
      p50Ms: this.#latencyUs.percentile(50) / 1000,
      p99Ms: this.#latencyUs.percentile(99) / 1000,
      cpuSeconds: (user + system) / 1e6,
    };
  }
}
