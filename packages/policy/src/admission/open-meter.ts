import { unreachable } from '@hustings/kernel';
import type { CompiledLimit } from './compiled-limit.ts';
import { openLevel } from './level-meter.ts';
import type { Meter } from './meter.ts';
import type { GateState } from './state.ts';
import type { InstantUs } from './types.ts';
import { openUnanswered } from './unanswered-meter.ts';
import { openUniques } from './uniques-meter.ts';
import { openWindow } from './window-meter.ts';

/** Opens a meter as of an instant. */
export function openMeter(
  state: GateState,
  at: { limit: CompiledLimit; key: string; nowUs: InstantUs },
): Meter {
  switch (at.limit.shape) {
    case 'window':
      return openWindow(state, at);
    case 'bucket':
    case 'pair':
      return openLevel(state, at);
    case 'uniques':
      return openUniques(state, at);
    case 'unanswered':
      return openUnanswered(state, at);
    default:
      return unreachable(at.limit.shape);
  }
}
