import { leafHashOf } from '../commit/leaf.ts';
import type { Anchor, CorruptEntry, EventLog, LogEntry } from '../types.ts';
import type { WatermarkStore } from './watermark.ts';

/** So many entries come again after a crash, at most. A save to a file costs two fsyncs, so not each one is saved. */
const SAVE_EVERY = 256;

/** Holds where a reader stands, saves it now and then, and compares it with the log. */
export class AnchorKeeper {
  readonly #log: EventLog;
  readonly #partition: string;
  readonly #store: WatermarkStore;
  #anchor: Anchor;
  /** The entry behind the anchor; its hash is taken when somebody asks for it. */
  #last: LogEntry | CorruptEntry | null = null;
  #unsaved = 0;

  /** Reads what was saved. Throws `LogDiverged` unless the log still holds it. */
  static async open(
    log: EventLog,
    partition: string,
    store: WatermarkStore,
  ): Promise<AnchorKeeper> {
    const anchor = (await store.load()) ?? (await log.anchorAt(partition, 0));
    const keeper = new AnchorKeeper({ log, partition, store }, anchor);
    await keeper.verify();
    return keeper;
  }

  private constructor(
    where: { log: EventLog; partition: string; store: WatermarkStore },
    anchor: Anchor,
  ) {
    this.#log = where.log;
    this.#partition = where.partition;
    this.#store = where.store;
    this.#anchor = anchor;
  }

  /** Anchor of the last entry that was noted. */
  get anchor(): Anchor {
    if (this.#last !== null) {
      this.#anchor = this.anchorOf(this.#last);
      this.#last = null;
    }
    return this.#anchor;
  }

  anchorOf({ seq, raw }: LogEntry | CorruptEntry): Anchor {
    return { streamCreated: this.#anchor.streamCreated, seq, leafHash: leafHashOf(raw) };
  }

  /** Throws `LogDiverged` unless the log still holds what was read. */
  async verify(): Promise<void> {
    await this.#log.verifyAnchor(this.#partition, this.anchor);
  }

  /** Notes an entry as done; an older one than the last, done late, changes nothing. */
  async note(entry: LogEntry | CorruptEntry): Promise<void> {
    if (entry.seq <= (this.#last?.seq ?? this.#anchor.seq)) return;
    this.#last = entry;
    this.#unsaved += 1;
    if (this.#unsaved >= SAVE_EVERY) await this.save();
  }

  async save(): Promise<void> {
    if (this.#unsaved === 0) return;
    this.#unsaved = 0;
    await this.#store.save?.(this.anchor);
  }
}
