import { type Decision, Outcome } from '@hustings/contracts/governor';
import type { VerdictDifference } from './compare-verdict.ts';

/**
 * Whether a release counts against the caps of its recipient follows from the decision and from the conversation; what a
 * release that does not count leaves out, every later count leaves out as well. Null when nobody asked the caps.
 */
export function compareCap(decision: Decision, inConversation: boolean): VerdictDifference | null {
  const { recipientCap, outcome } = decision;
  if (recipientCap === undefined) return null;
  const counts =
    outcome === Outcome.OUTCOME_RELEASED && !inConversation && recipientCap.untilUs === 0n;
  if (recipientCap.counted === counts) return null;
  return {
    recorded: `counts against the person's cap: ${recipientCap.counted}`,
    derived: `counts against the person's cap: ${counts}`,
  };
}
