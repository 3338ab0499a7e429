import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@hustings/kernel';
import { isSilenced } from '../domain/silences.ts';
import type { PartitionRoom } from './partition-room.ts';

/** Within this time of its beginning a silence cancels also what nobody would look at. */
const LOOK_EVERY_MS = 5_000;

/**
 * Has the gates look through their lanes while anything is queued where silence reigns. It is asked again until nothing is
 * left, so it depends neither on an instant that was seen nor on how the silence came to reign: its time, a new policy, a gate
 * that moved.
 */
export async function watchSilences(
  { rooms, clock }: { rooms: readonly PartitionRoom[]; clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    const nowUs = Number(clock.nowUs());
    for (const { views, feeds } of rooms) {
      if (!isSilenced(views.lanes, views.activeWindows(), nowUs)) continue;
      for (const { isOpen, worker } of feeds) if (isOpen) worker.recallSilenced();
    }
  }
}
