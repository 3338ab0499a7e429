import { Receipt } from '@hustings/contracts/auditor';
import {
  Decision,
  decisionKindToJSON,
  outcomeToJSON,
  reasonToJSON,
} from '@hustings/contracts/governor';
import {
  type Checkpoint,
  checkReceipt,
  type NoteVerifier,
  type Receipt as PlainReceipt,
} from '@hustings/merkle-log';
import { UsageFault } from '../failures.ts';
import { shortName } from '../output.ts';
import { checkFailed, openSigned } from './keys.ts';

const FORMAT = 'hustings-receipt/v1';

/** What a receipt shows, in words. */
export interface ShownDecision {
  messageId: string;
  place: string;
  kind: string;
  outcome: string;
  reason: string;
  rule: string;
}

/** Receipts of a file, one JSON object a line. */
export function parseReceipts(text: string, file: string): Receipt[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new UsageFault(`${file} holds no receipt`);
  return lines.map((line) => parseReceipt(line, file));
}

function parseReceipt(line: string, file: string): Receipt {
  try {
    const receipt = Receipt.fromJSON(JSON.parse(line));
    if (receipt.format === FORMAT) return receipt;
  } catch (error) {
    throw new UsageFault(`${file} holds a line that is no receipt`, error);
  }
  throw new UsageFault(`${file} holds a receipt of another format than ${FORMAT}`);
}

/** What a receipt proves; fails the check when it proves nothing. Needs the receipt and a key, no service. */
export function openReceipt(
  receipt: Receipt,
  keys: readonly NoteVerifier[],
): { shown: ShownDecision; checkpoint: Checkpoint } {
  const { key } = openSigned(receipt.checkpoint, keys, 'the checkpoint of the receipt');
  const checkpoint = checkReceipt(plain(receipt), key);
  if ('fault' in checkpoint) {
    throw checkFailed(checkpoint.fault, `the receipt proves nothing: ${WORDS[checkpoint.fault]}`);
  }
  const expected = `/${receipt.partition}`;
  if (!checkpoint.origin.endsWith(expected)) {
    const message = `the receipt names partition ${receipt.partition}, its checkpoint ${checkpoint.origin}`;
    throw checkFailed('CHECKPOINT_OTHER_LOG', message);
  }
  const shown = showDecision(receipt);
  if (shown.messageId !== receipt.messageId) {
    const message = `the decision is about ${shown.messageId}, the receipt says ${receipt.messageId}`;
    throw checkFailed('OTHER_MESSAGE', message);
  }
  return { shown, checkpoint };
}

const WORDS = {
  MALFORMED: 'its checkpoint cannot be read',
  OTHER_LOG: 'its checkpoint is of another log',
  SIGNATURE_WRONG: 'its checkpoint is not signed by the log',
  DECISION_NOT_IN_COMMIT: 'the decision is not one of the commit',
  COMMIT_NOT_IN_LOG: 'the commit is not under the checkpoint',
};

/** The decision that a receipt is about. */
export function showDecision({ decision: bytes, partition, seq }: Receipt): ShownDecision {
  const decision = Decision.decode(bytes);
  return {
    messageId: decision.messageId,
    place: `${partition}:${seq}`,
    kind: shortName(decisionKindToJSON(decision.kind), 'DECISION_KIND_'),
    outcome: shortName(outcomeToJSON(decision.outcome), 'OUTCOME_'),
    reason: shortName(reasonToJSON(decision.reason), 'REASON_'),
    rule: decision.ruleId,
  };
}

function plain({ seq, ...receipt }: Receipt): PlainReceipt {
  return { ...receipt, seq: Number(seq) };
}
