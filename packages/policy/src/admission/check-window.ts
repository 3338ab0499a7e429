import { Priority, Reason } from '@hustings/contracts/governor';
import type { WindowState } from '../windows/windows-at.ts';
import type { Refusal } from './check-context.ts';
import type { GateItem, InstantUs } from './types.ts';

/**
 * An answer within so long after the recipient's own message is no disturbance: quiet hours do not hold for it. Our choice;
 * see `engine.applies_to` of the quiet hours. Silence holds for everybody.
 */
export const REPLY_EXEMPT_US = 30 * 60_000_000;

/** What election silence says: nothing is taken, and what waits is cancelled. */
export function refusalBySilence(window: WindowState | undefined): Refusal | null {
  if (window?.state !== 'SILENT') return null;
  const reason = Reason.REASON_ELECTION_SILENCE;
  return { reason, ruleId: window.ruleId, retryAtUs: window.endsAtUs };
}

/**
 * What a silence says of a message that was queued before it ended, now that it is over: the message is cancelled, wherever it
 * stood meanwhile. A pause, a restriction, a limit or a process that was away must not carry it over the vote.
 */
export function refusalByPassedSilence(
  window: WindowState | undefined,
  admittedAtUs: InstantUs,
): Refusal | null {
  const passed = window?.passed ?? null;
  if (passed === null || admittedAtUs >= passed.endedAtUs) return null;
  return { reason: Reason.REASON_ELECTION_SILENCE, ruleId: passed.ruleId, retryAtUs: 0 };
}

/** What quiet hours say of one message; `retryAtUs` 0 = no opening can be foreseen. */
export function refusalByQuietHours(
  window: WindowState | undefined,
  item: GateItem,
  at: { nowUs: InstantUs; repliedAtUs: InstantUs | undefined },
): Refusal | null {
  if (window?.state !== 'QUIET') return null;
  const isAnswer =
    item.priority === Priority.PRIORITY_CONVERSATION &&
    at.repliedAtUs !== undefined &&
    at.nowUs - at.repliedAtUs < REPLY_EXEMPT_US;
  if (isAnswer) return null;
  return { reason: Reason.REASON_QUIET_HOURS, ruleId: window.ruleId, retryAtUs: window.opensAtUs };
}
