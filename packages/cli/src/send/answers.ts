import { Outcome, type SendResult, type SendStreamRequest } from '@hustings/contracts/governor';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { isoFromTimestamp } from '../time.ts';
import type { Outgoing } from './outgoing.ts';
import type { SentRow } from './outstanding.ts';
import type { Run } from './run.ts';
import { countReason, isAccepted, outcomeName, reasonName } from './tally.ts';

/** What became of one row. It names the line, never the number. */
export interface RowOutcome {
  line: number;
  /** "QUEUED", "RELEASED", "HELD", "REFUSED", or "BROKEN" for rows that were never sent. */
  outcome: string;
  /** UPPER_SNAKE; '' when nothing stood in the way. */
  reason: string;
  detail: string;
  ruleId?: string;
  messageId?: string;
  /** Sequence of the decision in its partition of the log. */
  seq?: number;
  idempotencyKey?: string;
  /** When a retry makes sense, RFC 3339. */
  retryAt?: string;
  /** Foreseen release, RFC 3339. */
  estimatedReleaseAt?: string;
  /** True when an earlier run had sent this row. */
  repeated?: boolean;
}

/** A row that is held so often has to wait for the next run. */
const HOLDS_MAX = 5;
/** Shorter than the time after which a silent stream counts as dead. */
const HOLD_MAX_MS = 10_000;
const HOLD_MIN_MS = 500;

/** Takes one answer: settles its row, or tries a held one again later on the same stream. */
export function takeAnswer(
  run: Run,
  result: SendResult,
  outgoing: Outgoing<SendStreamRequest>,
): void {
  const row = run.outstanding.find(result.idempotencyKey);
  if (row === undefined) return;
  if (result.outcome === Outcome.OUTCOME_HELD && row.holds < HOLDS_MAX) {
    row.holds++;
    const retry = () => outgoing.push({ messages: [row.message] });
    setTimeout(retry, holdMs(result, Date.now())).unref();
    return;
  }
  run.outstanding.settle(result.idempotencyKey);
  if (isAccepted(result)) {
    run.tally.accepted++;
    if (result.repeatedKey) run.tally.repeated++;
  } else {
    countReason(run.tally.refused, reasonName(result) || outcomeName(result));
  }
  run.options.onRow?.(describeAnswer(row, result));
}

function holdMs(result: SendResult, nowMs: number): number {
  const retryAtMs = result.retryAt ? Number(usFromTimestamp(result.retryAt) / 1000n) : nowMs;
  return Math.min(HOLD_MAX_MS, Math.max(HOLD_MIN_MS, retryAtMs - nowMs));
}

function describeAnswer(row: SentRow, result: SendResult): RowOutcome {
  const { retryAt, estimatedReleaseAt: releaseAt } = result;
  return {
    line: row.line,
    outcome: outcomeName(result),
    reason: reasonName(result),
    detail: result.detail,
    ruleId: result.ruleId,
    messageId: result.messageId,
    ...(result.position ? { seq: Number(result.position.seq) } : {}),
    idempotencyKey: result.idempotencyKey,
    repeated: result.repeatedKey,
    ...(retryAt ? { retryAt: isoFromTimestamp(retryAt) } : {}),
    ...(releaseAt ? { estimatedReleaseAt: isoFromTimestamp(releaseAt) } : {}),
  };
}
