import { setTimeout as sleep } from 'node:timers/promises';
import { LogDiverged, partitionsOf } from '@hustings/event-log';
import { SealFault } from '../../domain/seal/seal-fault.ts';
import type { LogKey } from './partition-seal.ts';
import { PartitionSealer, type SealParts } from './seal-partition.ts';

export interface SealingOptions {
  keyOf(partition: string): LogKey;
  /** Between two looks at the log. */
  intervalMs: number;
  signal: AbortSignal;
  /** After each round. */
  onRound(sealers: readonly PartitionSealer[]): void;
  /** Something that passes, such as a log that cannot be reached or a full disk; the next round tries again. */
  onTrouble(partition: string, error: unknown): void;
  /** The log and its seal do not agree: the service must stop. */
  onFault(error: unknown): void;
}

/** The sealing of all partitions, in the background. */
export interface Sealing {
  readonly sealers: readonly PartitionSealer[];
  /** Settles once the signal has aborted and nothing is written any more. */
  readonly done: Promise<void>;
}

/** Compares what was sealed with the log, then seals in rounds. Rejects with `SealFault` when they do not agree. */
export async function startSealing(parts: SealParts, options: SealingOptions): Promise<Sealing> {
  const { signal } = options;
  const sealers = partitionsOf(parts.log.layout).map(
    (partition) => new PartitionSealer(parts, { partition, key: options.keyOf(partition) }),
  );
  for (const sealer of sealers) await sealer.open(signal);
  return { sealers, done: run(sealers, options) };
}

async function run(sealers: readonly PartitionSealer[], options: SealingOptions): Promise<void> {
  const { signal, intervalMs } = options;
  while (!signal.aborted) {
    for (const sealer of sealers) {
      try {
        await sealer.sealNow(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof SealFault || error instanceof LogDiverged) {
          options.onFault(error);
          return;
        }
        options.onTrouble(sealer.partition, error);
      }
    }
    options.onRound(sealers);
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}
