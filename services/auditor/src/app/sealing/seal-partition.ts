import { type Anchor, type EventLog, LogUnavailable, leafHashOf } from '@hustings/event-log';
import type { Clock } from '@hustings/kernel';
import { sealedEntryOf } from '../../domain/seal/entry-of.ts';
import { SealFault } from '../../domain/seal/seal-fault.ts';
import type { SealStore } from '../../ports/seal-store.ts';
import { compareAll, compareEnd } from './compare-log.ts';
import { Pace } from './pace.ts';
import { type LogKey, PartitionSeal } from './partition-seal.ts';

/** Commits under one checkpoint while the sealing catches up: 16 full tiles. */
const BATCH = 4096;

export interface SealParts {
  log: EventLog;
  store: SealStore;
  clock: Clock;
}

/**
 * Seals one partition, batch after batch, from where the store says it was. All methods are called one after the other.
 */
export class PartitionSealer {
  readonly partition: string;
  readonly key: LogKey;
  readonly #parts: SealParts;
  /** Null after a failure, until it is taken up from the store again. */
  #seal: PartitionSeal | null = null;
  /** What the present run has read and sealed last. */
  #anchor: Anchor | null = null;
  #isCompared = false;
  #lastSeq = 0;

  constructor(parts: SealParts, { partition, key }: { partition: string; key: LogKey }) {
    this.#parts = parts;
    this.partition = partition;
    this.key = key;
  }

  /** Takes up the seal and compares its end with the log. Throws `SealFault`. */
  async open(signal: AbortSignal): Promise<void> {
    const { partition, key } = this;
    const { log, store, clock } = this.#parts;
    const seal = await PartitionSeal.open({ store, partition, key });
    const span = { log, read: seal.read, partition, size: seal.size, signal };
    await compareEnd(span, { promised: seal.promisedSize, pace: new Pace(clock) });
    this.#seal = seal;
    this.#anchor = null;
  }

  /** Seals what the log holds by now. After a failure the next call begins from the store. */
  async sealNow(signal: AbortSignal): Promise<void> {
    try {
      if (this.#seal === null) await this.open(signal);
      const seal = this.#opened();
      if (!this.#isCompared) await this.#compare(seal, signal);
      await this.#follow(seal, signal);
    } catch (error) {
      this.#seal = null;
      throw error;
    }
  }

  /** What is published; null while it cannot be told. */
  get sealed(): PartitionSeal | null {
    return this.#seal;
  }

  /** Commits that were in the log at the last look and are not sealed. */
  get lag(): number {
    return Math.max(0, this.#lastSeq - (this.#seal?.sealedSize ?? 0));
  }

  /** Every commit that was sealed in earlier runs, once a run. */
  async #compare(seal: PartitionSeal, signal: AbortSignal): Promise<void> {
    const { log, clock } = this.#parts;
    const { partition } = this;
    const span = { log, read: seal.read, partition, size: seal.size, signal };
    await compareAll(span, new Pace(clock));
    this.#isCompared = !signal.aborted;
  }

  async #follow(seal: PartitionSeal, signal: AbortSignal): Promise<void> {
    const { log, clock } = this.#parts;
    const { partition } = this;
    const pace = new Pace(clock);
    this.#lastSeq = await log.lastSeq(partition);
    if (this.#anchor !== null) await log.verifyAnchor(partition, this.#anchor);
    while (seal.size < this.#lastSeq && !signal.aborted) {
      const after = seal.size;
      const until = Math.min(after + BATCH, this.#lastSeq);
      for await (const entry of log.follow({ partition, after, until, signal })) {
        this.#assertNext(seal, entry.seq);
        seal.append(sealedEntryOf(entry));
        if (entry.seq === until) this.#anchor = anchorOf(entry);
        await pace.step(signal);
      }
      if (signal.aborted) return;
      if (seal.size !== until) throw new LogUnavailable(`reading ended before ${until}`);
      await seal.publish();
    }
  }

  /** Nothing is ever deleted from an event stream: a sequence that is skipped is a loss and never sealed over. */
  #assertNext(seal: PartitionSeal, seq: number): void {
    if (seq === seal.size + 1) return;
    const { partition } = this;
    const message = `after commit ${seal.size} comes ${seq}: what was between is lost; restore the log`;
    throw new SealFault('LOG_DIFFERS_FROM_SEAL', { partition, seq: seal.size + 1, message });
  }

  #opened(): PartitionSeal {
    if (this.#seal === null) throw new LogUnavailable(`partition ${this.partition} is not open`);
    return this.#seal;
  }
}

function anchorOf({ seq, raw }: { seq: number; raw: Uint8Array }): Anchor {
  // The stream's time of creation is not compared: a restored log may be younger, and its bytes tell whether it is the same.
  return { streamCreated: '', seq, leafHash: leafHashOf(raw) };
}
