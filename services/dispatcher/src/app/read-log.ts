import {
  type CorruptEntry,
  type EventLog,
  type LogEntry,
  memoryWatermark,
  organisationPartitions,
  PoisonEntry,
  partitionsOf,
  project,
} from '@hustings/event-log';
import { AssertionFailed } from '@hustings/kernel';

/** What becomes of the entries. */
export interface Applier {
  apply(entry: LogEntry): void;
  /** An entry that cannot be read, or in which an event cannot. */
  setAside(entry: CorruptEntry): void;
}

/**
 * Reads every partition in order, from the beginning, and knows how far. Nothing is stored: the past is needed for the
 * senders, the hand-offs in progress and the people who were written to, and a restart reads it again.
 */
export class LogReader {
  readonly #log: EventLog;
  readonly #applier: Applier;
  readonly #read = new Map<string, number>();
  #waiting: (() => void)[] = [];

  constructor(log: EventLog, applier: Applier) {
    this.#log = log;
    this.#applier = applier;
    for (const partition of partitionsOf(log.layout)) this.#read.set(partition, 0);
  }

  /** Everything up to here was applied. */
  positionOf(partition: string): number {
    return this.#read.get(partition) ?? 0;
  }

  /** The least position among the partitions of organisations. */
  get slowestPosition(): number {
    const positions = organisationPartitions(this.#log.layout).map((p) => this.positionOf(p));
    return Math.min(...positions);
  }

  /** Follows all partitions until the signal aborts. Rejects when one cannot be followed any more. */
  async follow(signal: AbortSignal): Promise<void> {
    const readers = [...this.#read.keys()].map((partition) =>
      project({
        log: this.#log,
        partition,
        service: 'dispatcher',
        reader: 'hand-offs',
        watermark: memoryWatermark(),
        apply: (entry) => {
          this.#apply(entry);
          this.#noteRead(entry);
        },
        onQuarantine: (entry) => {
          this.#applier.setAside(entry);
          this.#noteRead(entry);
        },
        signal,
      }),
    );
    await Promise.all(readers.map((reader) => reader.done));
  }

  /** Resolves when everything that stands in the log now was applied. */
  async catchUp(): Promise<void> {
    const ends = await Promise.all(
      [...this.#read.keys()].map(async (partition) => ({
        partition,
        seq: await this.#log.lastSeq(partition),
      })),
    );
    while (ends.some(({ partition, seq }) => this.positionOf(partition) < seq)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #apply(entry: LogEntry): void {
    try {
      this.#applier.apply(entry);
    } catch (cause) {
      if (cause instanceof AssertionFailed) throw cause;
      throw new PoisonEntry('an event of the commit cannot be read', { cause });
    }
  }

  #noteRead({ partition, seq }: { partition: string; seq: number }): void {
    this.#read.set(partition, seq);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
