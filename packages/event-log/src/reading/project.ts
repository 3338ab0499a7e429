import { type Anchor, type CorruptEntry, type LogEntry, PoisonEntry } from '../types.ts';
import { AnchorKeeper } from './anchor-keeper.ts';
import { type ReaderName, setAside } from './set-aside.ts';
import type { WatermarkStore } from './watermark.ts';

export interface ProjectOptions extends ReaderName {
  partition: string;
  /** Full subjects or wildcards; absent = all of the partition. */
  subjects?: string[];
  watermark: WatermarkStore;
  /**
   * Takes one entry into the projection. Must give the same result when it gets an entry again, unless it stores
   * `anchor()` in the same transaction. Throw `PoisonEntry` to set the entry aside; any other error stops the reader.
   */
  apply(entry: LogEntry, anchor: () => Anchor): void | Promise<void>;
  signal: AbortSignal;
}

/** A running reader. */
export interface Projection {
  /** Everything up to this sequence, as far as the subjects ask for it, was applied or set aside. */
  readonly position: number;
  /** Settles when all that stood in the log at the start was applied. Rejects as `done` does. */
  readonly caughtUp: Promise<void>;
  /** Settles when the signal aborted. Rejects with `LogDiverged` or with what `apply` threw: then stop the service. */
  readonly done: Promise<void>;
}

/**
 * Applies the entries of a partition in order, one at a time, from the watermark on. The watermark is compared with the
 * log before anything is applied, and what was read with the log after each reconnect.
 */
export function project(options: ProjectOptions): Projection {
  const progress = { position: 0 };
  const caughtUp = Promise.withResolvers<void>();
  const done = run(options, progress, caughtUp.resolve);
  done.then(() => caughtUp.resolve(), caughtUp.reject);
  // Whoever waits for `done` hears of a failure; it must not count as unhandled here as well.
  caughtUp.promise.catch(() => undefined);
  return {
    get position() {
      return progress.position;
    },
    caughtUp: caughtUp.promise,
    done,
  };
}

async function run(
  options: ProjectOptions,
  progress: { position: number },
  onCaughtUp: () => void,
): Promise<void> {
  const { log, partition, signal } = options;
  const keeper = await AnchorKeeper.open(log, partition, options.watermark);
  progress.position = keeper.anchor.seq;
  const read = async (until?: number): Promise<void> => {
    for await (const entry of log.follow(span(options, progress.position, until))) {
      await take(options, keeper, entry);
      await keeper.note(entry);
      progress.position = entry.seq;
    }
  };
  try {
    const until = await log.lastSeq(partition);
    if (until > progress.position) await read(until);
    if (signal.aborted) return;
    progress.position = Math.max(progress.position, until);
    onCaughtUp();
    await read();
  } finally {
    await keeper.save();
  }
}

function span(
  { partition, subjects, signal }: ProjectOptions,
  after: number,
  until: number | undefined,
) {
  return {
    partition,
    after,
    signal,
    ...(subjects && { subjects }),
    ...(until !== undefined && { until }),
  };
}

async function take(
  options: ProjectOptions,
  keeper: AnchorKeeper,
  entry: LogEntry | CorruptEntry,
): Promise<void> {
  if ('fault' in entry) {
    await setAside(options, entry, entry.fault);
    return;
  }
  try {
    await options.apply(entry, () => keeper.anchorOf(entry));
  } catch (error) {
    if (!(error instanceof PoisonEntry)) throw error;
    await setAside(options, entry, error.message);
  }
}
