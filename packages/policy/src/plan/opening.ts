import { type CompiledWindows, windowsAt } from '../windows/windows-at.ts';
import type { Opening } from './types.ts';

/**
 * When messages to a place may go out under the windows of a policy. During election silence nothing goes out, and what
 * is queued then is cancelled: a plan shows the end of the silence, from which on it has to be sent.
 */
export function openingOf(windows: CompiledWindows): Opening {
  return (place, atUs) => {
    let instant = atUs;
    // One state leads to the next, for example the end of a silence into quiet hours.
    for (let ruleId = ''; ; ) {
      const state = windowsAt(windows, place, instant);
      if (state.state === 'OPEN') return { atUs: instant, ruleId };
      if (ruleId === '') ruleId = state.ruleId;
      const next = state.state === 'QUIET' ? state.opensAtUs : state.endsAtUs;
      if (next === 0) return { atUs: Number.POSITIVE_INFINITY, ruleId };
      instant = next;
    }
  };
}
