import type { CorruptEntry, EventLog, LogEntry } from '@hustings/event-log';
import {
  type Hash,
  leafHash,
  type ReadFile,
  readHashes,
  sameBytes,
  TILE_WIDTH,
} from '@hustings/merkle-log';
import { sealedEntryOf } from '../../domain/seal/entry-of.ts';
import { SealFault } from '../../domain/seal/seal-fault.ts';
import type { Pace } from './pace.ts';

interface Span {
  log: EventLog;
  read: ReadFile;
  partition: string;
  /** Entries under the checkpoint. */
  size: number;
  signal: AbortSignal;
}

/**
 * Throws `SealFault` when the log ends before what was promised, or when its entry at the end of what was sealed is another; then
 * it names the first commit that differs. Costs one entry when all is well.
 */
export async function compareEnd(
  span: Span,
  { promised, pace }: { promised: number; pace: Pace },
): Promise<void> {
  const { log, read, partition, size, signal } = span;
  const lastSeq = await log.lastSeq(partition);
  if (lastSeq < promised) {
    // What is left may differ even earlier.
    await compareAll(span, pace, Math.min(size, lastSeq));
    const message = `the event log ends at ${lastSeq}, ${promised} commits were sealed; the first that is gone is ${lastSeq + 1}: restore the log`;
    const seq = lastSeq + 1;
    throw new SealFault('LOG_SHORTER_THAN_SEAL', { partition, seq, message });
  }
  if (size === 0) return;
  const hashes = new SealedHashes(read, partition, size);
  for await (const entry of log.follow({ partition, after: size - 1, until: size, signal })) {
    if (!(await hashes.isAs(entry))) await compareAll(span, pace);
  }
}

/** Compares every entry, or those up to `until`, with what was sealed of it. Throws `SealFault` with the first that differs. */
export async function compareAll(
  { log, read, partition, size, signal }: Span,
  pace: Pace,
  until = size,
): Promise<void> {
  if (until === 0) return;
  const hashes = new SealedHashes(read, partition, size);
  for await (const entry of log.follow({ partition, after: 0, until, signal })) {
    if (!(await hashes.isAs(entry))) throw differing(partition, entry.seq);
    await pace.step(signal);
  }
}

/** Hashes of the lowest level, tile by tile. */
class SealedHashes {
  readonly #read: ReadFile;
  readonly #partition: string;
  readonly #size: number;
  #index = -1;
  #hashes: Hash[] = [];

  constructor(read: ReadFile, partition: string, size: number) {
    this.#read = read;
    this.#partition = partition;
    this.#size = size;
  }

  async isAs(entry: LogEntry | CorruptEntry): Promise<boolean> {
    const at = entry.seq - 1;
    const index = Math.floor(at / TILE_WIDTH);
    if (index !== this.#index) await this.#load(index);
    const sealed = this.#hashes[at % TILE_WIDTH];
    return sealed !== undefined && sameBytes(sealed, leafHash(sealedEntryOf(entry)));
  }

  async #load(index: number): Promise<void> {
    const width = Math.min(TILE_WIDTH, this.#size - index * TILE_WIDTH);
    const hashes = await readHashes(this.#read, { level: 0, index, width });
    if ('reason' in hashes) {
      const partition = this.#partition;
      const message = `${hashes.path} of the sealed log is missing or damaged: restore the folder from a copy`;
      throw new SealFault('SEAL_DAMAGED', { partition, message });
    }
    this.#hashes = hashes;
    this.#index = index;
  }
}

function differing(partition: string, seq: number): SealFault {
  const message = `commit ${seq} is the first that is not the one that was sealed: compare it with a backup of the log`;
  return new SealFault('LOG_DIFFERS_FROM_SEAL', { partition, seq, message });
}
