import { type EventLog, memoryWatermark, project } from '@hustings/event-log';
import { applyEntry } from '../adapters/apply-entry.ts';
import { Watch } from '../domain/watch.ts';
import type { Telemetry } from '../telemetry.ts';

/** Follows one partition from its beginning and keeps what it says about senders in memory. */
export class PartitionWatch {
  readonly partition: string;
  readonly watch = new Watch();
  readonly #log: EventLog;
  readonly #telemetry: Telemetry;
  #position = 0;
  #waiting: { seq: number; resolve: () => void }[] = [];

  constructor(log: EventLog, partition: string, telemetry: Telemetry) {
    this.#log = log;
    this.partition = partition;
    this.#telemetry = telemetry;
  }

  /**
   * Starts to follow; resolves once all that stood in the log was applied. `onChange` tells of everything that may ask
   * for an order; `onFailure` that following has ended for good, after which nothing here may be trusted.
   */
  async start(options: {
    signal: AbortSignal;
    onChange: () => void;
    onFailure: (error: unknown) => void;
  }): Promise<void> {
    const projection = project({
      log: this.#log,
      partition: this.partition,
      service: 'enforcement',
      reader: 'watch',
      watermark: memoryWatermark(),
      signal: options.signal,
      apply: (entry) => {
        const change = applyEntry(this.watch, entry);
        this.#advance(entry.seq);
        if (change !== null) options.onChange();
      },
      onQuarantine: (entry) => {
        this.#telemetry.noteQuarantined(entry);
        this.#advance(entry.seq);
      },
    });
    projection.done.catch((error: unknown) => {
      if (!options.signal.aborted) options.onFailure(error);
    });
    await projection.caughtUp;
  }

  /** Resolves when an entry was applied. */
  passed(seq: number): Promise<void> {
    if (this.#position >= seq) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ seq, resolve }));
  }

  /** Resolves when everything that stands in the log now was applied. */
  async current(): Promise<void> {
    await this.passed(await this.#log.lastSeq(this.partition));
  }

  #advance(seq: number): void {
    this.#position = seq;
    if (this.#waiting.length === 0) return;
    const [due, rest] = [
      this.#waiting.filter((waiter) => waiter.seq <= seq),
      this.#waiting.filter((waiter) => waiter.seq > seq),
    ];
    this.#waiting = rest;
    for (const waiter of due) waiter.resolve();
  }
}
