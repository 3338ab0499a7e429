import type { InstantUs } from '../admission/types.ts';
import { type CompiledWindows, nextOpening, windowsAt } from './windows-at.ts';

/** A limit that looks back at least so far gives its permits back while places are closed; a shorter one has long done so. */
export const RUNS_WHILE_CLOSED_US = 3_600_000_000;
/** States that a forecast passes: some four months. What lies beyond is foreseen as if every hour were open. */
const STATES_MAX = 500;

/** A time to wait from an instant at which the place is open, or from any instant. */
export interface Delay {
  fromUs: InstantUs;
  delayUs: number;
  /** True when the time passes also while the place is closed, as a period of a day does. */
  runsWhileClosed: boolean;
}

/**
 * When a delay is over at a place: what goes out one after the other stands still while the place is closed, and nothing goes out
 * before it opens. Microseconds.
 */
export function foreseenAt(
  windows: CompiledWindows | undefined,
  place: string,
  { fromUs, delayUs, runsWhileClosed }: Delay,
): InstantUs {
  if (windows === undefined) return fromUs + delayUs;
  if (runsWhileClosed) return openingFrom(windows, place, fromUs + delayUs);
  let at = fromUs;
  let left = delayUs;
  for (let passed = 0; passed < STATES_MAX; passed++) {
    const state = windowsAt(windows, place, at);
    if (state.state === 'OPEN' && left < state.untilUs - at) return at + left;
    if (state.state === 'OPEN') left -= state.untilUs - at;
    const next = openingFrom(windows, place, state.state === 'OPEN' ? state.untilUs : at);
    // Nothing opens any more, as far as anybody can tell.
    if (next <= at) break;
    at = next;
  }
  return at + left;
}

function openingFrom(windows: CompiledWindows, place: string, atUs: InstantUs): InstantUs {
  return nextOpening(windows, place, atUs) || atUs;
}
