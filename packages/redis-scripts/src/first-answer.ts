import { type DecisionTable, MESSAGE, REQUEST_HASH } from '@hustings/contracts/decision-table';
import { outcomeFromJSON } from '@hustings/contracts/governor';
import type { FirstAnswer } from '@hustings/policy';
import type { ArgumentWriter } from './argument-writer.ts';

/** Byte outcome; doubles decision number, sequence, forecast (µs); then the message id. */
const HEAD_BYTES = 25;
/** Before it in the value of a bound key: double instant (µs), 16 bytes of request hash. */
const HASH_BYTES = 16;
const ANSWER_AT = 24;

/** Writes the value of an accepted message's key, as `bound_keys.lua` reads it. */
export function writeBoundKey(
  out: ArgumentWriter,
  { seq, table, row }: { seq: number; table: DecisionTable; row: number },
): void {
  const id = table.size(row, MESSAGE);
  const hash = Math.min(table.size(row, REQUEST_HASH), HASH_BYTES);
  out.begin(ANSWER_AT + HEAD_BYTES + id);
  out.double(table.decidedAtUs);
  out.copy(table.bytes, table.place(row, REQUEST_HASH), hash);
  for (let missing = HASH_BYTES - hash; missing > 0; missing--) out.uint8(0);
  out.uint8(table.outcome(row));
  out.double(table.number(row));
  out.double(seq);
  out.double(table.estimatedReleaseAtUs(row));
  out.copy(table.bytes, table.place(row, MESSAGE), id);
  out.end();
}

/** The first answer in the value of a bound key, from behind the hash on. */
export function decodeFirstAnswer(packed: Buffer): FirstAnswer {
  return {
    outcome: outcomeFromJSON(packed.readUInt8(0)),
    decisionNumber: packed.readDoubleLE(1),
    seq: packed.readDoubleLE(9),
    estimatedReleaseAtUs: packed.readDoubleLE(17),
    messageId: packed.toString('utf8', HEAD_BYTES),
  };
}
