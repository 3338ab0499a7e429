import {
  Outcome,
  outcomeToJSON,
  reasonToJSON,
  type SendResult,
} from '@hustings/contracts/governor';

/** Counts of one run. */
export interface SendTally {
  /** Rows read from the file, broken ones included. */
  rows: number;
  /** Rows sent to the governor and not answered yet. */
  unanswered: number;
  /** Rows that stand in a lane or were released. */
  accepted: number;
  /** Of these, rows that an earlier run had sent already. */
  repeated: number;
  /** Rows that were not accepted, by reason. */
  refused: Record<string, number>;
  /** Rows that could not be sent at all, by reason. */
  broken: Record<string, number>;
  /** Times that the stream broke and was opened again. */
  reconnects: number;
}

export function emptyTally(): SendTally {
  return {
    rows: 0,
    unanswered: 0,
    accepted: 0,
    repeated: 0,
    refused: {},
    broken: {},
    reconnects: 0,
  };
}

/** Adds one to a count by reason. */
export function countReason(counts: Record<string, number>, reason: string): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}

/** Sum of counts by reason. */
export function sumOf(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** True when the message stands in a lane or went out. */
export function isAccepted(result: SendResult): boolean {
  return result.outcome === Outcome.OUTCOME_QUEUED || result.outcome === Outcome.OUTCOME_RELEASED;
}

/** "QUEUED", "REFUSED", … */
export function outcomeName(result: Pick<SendResult, 'outcome'>): string {
  return outcomeToJSON(result.outcome).replace('OUTCOME_', '');
}

/** "OPTED_OUT_ORGANISATION", …; '' when nothing stood in the way. */
export function reasonName(result: Pick<SendResult, 'reason'>): string {
  return result.reason === 0 ? '' : reasonToJSON(result.reason).replace('REASON_', '');
}
