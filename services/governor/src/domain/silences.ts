import { type CompiledWindows, windowsAt } from '@hustings/policy';
import type { PlaceSilence } from '@hustings/redis-scripts';
import type { LaneBook } from './lane-book.ts';

/** Most places that one look through the lanes is told of; beyond it the others' messages are cancelled at the front. */
export const SILENCES_MAX = 1_024;

/**
 * Silences that concern what is queued: at each place with a lane the one that reigns, or the last that is over. Foreseen by this
 * process's clock; whether a message is cancelled is for the store to decide by its own.
 */
export function silencesAt(
  { places }: LaneBook,
  windows: CompiledWindows | undefined,
  nowUs: number,
): PlaceSilence[] {
  if (windows === undefined) return [];
  const found: PlaceSilence[] = [];
  for (const place of places.keys()) {
    if (found.length >= SILENCES_MAX) break;
    const state = windowsAt(windows, place, nowUs);
    if (state.state === 'SILENT') found.push({ place, endsAtUs: state.endsAtUs });
    else if (state.passed !== null) found.push({ place, endsAtUs: state.passed.endedAtUs });
  }
  return found;
}

/** Whether silence reigns at a place for which something is queued. */
export function isSilenced(
  { places }: LaneBook,
  windows: CompiledWindows | undefined,
  nowUs: number,
): boolean {
  if (windows === undefined) return false;
  return places.keys().some((place) => windowsAt(windows, place, nowUs).state === 'SILENT');
}
