import { Outcome } from '@hustings/contracts/governor';

/** `SendResponse.result`, `SendStreamResponse.results`. */
const RESULT_TAG = 0x0a;
/** `SendResult.outcome`. */
const OUTCOME_TAG = 0x18;

/** Counts the results in an answer, and those that were accepted, without decoding the rest. */
export function countResults(answer: Buffer): { results: number; accepted: number } {
  let results = 0;
  let accepted = 0;
  const at = { offset: 0 };
  while (at.offset < answer.length) {
    const tag = readVarint(answer, at);
    const length = readVarint(answer, at);
    const end = at.offset + length;
    if (tag === RESULT_TAG) {
      results += 1;
      const outcome = outcomeIn(answer, at.offset, end);
      if (outcome === Outcome.OUTCOME_RELEASED || outcome === Outcome.OUTCOME_QUEUED) accepted += 1;
    }
    at.offset = end;
  }
  return { results, accepted };
}

function outcomeIn(bytes: Buffer, start: number, end: number): number {
  const at = { offset: start };
  while (at.offset < end) {
    const tag = readVarint(bytes, at);
    const value = readVarint(bytes, at);
    if (tag === OUTCOME_TAG) return value;
    if ((tag & 7) === 2) at.offset += value;
  }
  return 0;
}

function readVarint(bytes: Buffer, at: { offset: number }): number {
  let value = 0;
  for (let shift = 1; ; shift *= 128) {
    const byte = bytes[at.offset++] ?? 0;
    value += (byte & 127) * shift;
    if (byte < 128) return value;
  }
}
