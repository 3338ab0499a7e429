import { Decision, DecisionsRecorded } from '@hustings/contracts/governor';
import { encodeMessage } from '@hustings/contracts/wire';

/** Tag of `DecisionsRecorded.decisions`, its last field: the decisions stand behind all others. */
const DECISIONS_TAG = 0x2a;
const LOW_7 = 0x7f;
const MORE = 0x80;
/** Tag and length of a decision, at most. */
const HEAD_BYTES = 6;

/** The event's bytes, and those of each decision: the store keeps the same ones, so they are written once. */
export function writeDecisions(recorded: DecisionsRecorded): { data: Buffer; encoded: Buffer[] } {
  const head = encodeMessage(DecisionsRecorded, { ...recorded, decisions: [] });
  const encoded = recorded.decisions.map((decision) => encodeMessage(Decision, decision));
  const room = encoded.reduce((sum, { length }) => sum + length + HEAD_BYTES, head.length);
  const data = Buffer.allocUnsafe(room);
  let at = head.copy(data);
  for (const bytes of encoded) {
    data[at++] = DECISIONS_TAG;
    let rest = bytes.length;
    for (; rest > LOW_7; rest >>>= 7) data[at++] = (rest & LOW_7) | MORE;
    data[at++] = rest;
    at += bytes.copy(data, at);
  }
  return { data: data.subarray(0, at), encoded };
}
