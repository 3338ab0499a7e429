import {
  type Decision,
  Outcome,
  outcomeToJSON,
  Reason,
  reasonToJSON,
} from '@hustings/contracts/governor';
import type { GateVerdict } from '@hustings/policy';

/** The recorded answer next to the one that the oracle gives. */
export interface VerdictDifference {
  recorded: string;
  derived: string;
}

/** Compares field by field; null when they agree. */
export function compareVerdict(decision: Decision, verdict: GateVerdict): VerdictDifference | null {
  if (verdict.answer !== 'DECIDED') {
    return { recorded: describeDecision(decision), derived: describeVerdict(verdict) };
  }
  const same =
    decision.outcome === verdict.outcome &&
    decision.reason === verdict.reason &&
    decision.ruleId === verdict.ruleId &&
    Number(decision.retryAtUs) === verdict.retryAtUs &&
    Number(decision.estimatedReleaseAtUs) === verdict.estimatedReleaseAtUs;
  if (same) return null;
  return { recorded: describeDecision(decision), derived: describeVerdict(verdict) };
}

/**
 * True when the record is a refusal for a limit, and the oracle, which cannot know what calls spent that were never
 * recorded, would be milder. Such spends stay spent, so the record may only be the stricter of the two: a release that
 * the oracle refuses is never explained.
 */
export function isStricterByLimit(decision: Decision, verdict: GateVerdict): boolean {
  if (
    decision.outcome !== Outcome.OUTCOME_REFUSED ||
    decision.reason !== Reason.REASON_LIMIT_EXCEEDED ||
    verdict.answer !== 'DECIDED'
  ) {
    return false;
  }
  if (verdict.outcome === Outcome.OUTCOME_RELEASED) return true;
  const sameReason = verdict.reason === Reason.REASON_LIMIT_EXCEEDED;
  return sameReason && Number(decision.retryAtUs) >= verdict.retryAtUs;
}

function describeDecision(decision: Decision): string {
  return describe({
    outcome: decision.outcome,
    reason: decision.reason,
    ruleId: decision.ruleId,
    retryAtUs: Number(decision.retryAtUs),
    estimatedReleaseAtUs: Number(decision.estimatedReleaseAtUs),
  });
}

function describeVerdict(verdict: GateVerdict): string {
  switch (verdict.answer) {
    case 'DECIDED':
      return describe(verdict);
    case 'WAIT':
      return `no decision: waits (${verdict.ruleId || 'for a fact'})`;
    case 'GONE':
      return 'no decision: it stands in no lane';
    default:
      return 'no decision: the key was answered before';
  }
}

interface Answer {
  outcome: Outcome;
  reason: Reason;
  ruleId: string;
  retryAtUs: number;
  estimatedReleaseAtUs: number;
}

/** "REFUSED LIMIT_EXCEEDED whatsapp-20-per-second, retry 1800000000000000". */
function describe(answer: Answer): string {
  const words = [outcomeToJSON(answer.outcome).replace('OUTCOME_', '')];
  if (answer.reason !== Reason.REASON_UNSPECIFIED) {
    words.push(reasonToJSON(answer.reason).replace('REASON_', ''));
  }
  if (answer.ruleId !== '') words.push(answer.ruleId);
  const times = [
    answer.retryAtUs === 0 ? '' : `, retry ${answer.retryAtUs}`,
    answer.estimatedReleaseAtUs === 0 ? '' : `, foreseen ${answer.estimatedReleaseAtUs}`,
  ];
  return words.join(' ') + times.join('');
}
