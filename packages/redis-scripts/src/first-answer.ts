import { outcomeFromJSON } from '@hustings/contracts/governor';
import type { FirstAnswer } from '@hustings/policy';

/** Byte outcome; doubles decision number, sequence, forecast (µs); then the message id. */
const HEAD_BYTES = 25;
/** Before it in the value of a bound key: double instant (µs), 16 bytes of request hash. */
const HASH_AT = 8;
const ANSWER_AT = 24;

/** Value of a bound key, as `bound_keys.lua` reads it. */
export function encodeBoundKey(
  { decidedAtUs, requestHash }: { decidedAtUs: number; requestHash: Uint8Array },
  first: FirstAnswer,
): Buffer {
  const value = Buffer.allocUnsafe(ANSWER_AT + HEAD_BYTES + Buffer.byteLength(first.messageId));
  value.writeDoubleLE(decidedAtUs, 0);
  value.set(requestHash, HASH_AT);
  value.writeUInt8(first.outcome, ANSWER_AT);
  value.writeDoubleLE(first.decisionNumber, ANSWER_AT + 1);
  value.writeDoubleLE(first.seq, ANSWER_AT + 9);
  value.writeDoubleLE(first.estimatedReleaseAtUs, ANSWER_AT + 17);
  value.write(first.messageId, ANSWER_AT + HEAD_BYTES);
  return value;
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
