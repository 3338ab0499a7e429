import { Outcome, Reason, VerdictRef } from '@hustings/contracts/governor';
import { LENGTH_DELIMITED, tagOf, VARINT, WireScanner } from '@hustings/contracts/scan';
import { decodeMessage } from '@hustings/contracts/wire';
import type { MessageReleased, SenderFact } from '../domain/signals/fact.ts';

/** Code of the classifier's finding for a link that leads elsewhere than it shows. */
const LINK_MISMATCH = 'LINK_MISMATCH';

/** Of a `DecisionsRecorded` (governor/v1/events.proto). */
const DECIDED_AT_TAG = tagOf(3, VARINT);
const DECISION_TAG = tagOf(5, LENGTH_DELIMITED);

/** Cells of a decision: numbers as they are, and where something stands in the bytes: its place and its length. */
const OUTCOME = 0;
const REASON = 1;
const ATTEMPT = 2;
const ORGANISATION = 3;
const SENDER = 5;
const CREDENTIAL = 7;
const INTERMEDIARY = 9;
const RECIPIENT = 11;
const VERDICT = 13;
const SEAT = 15;
const CELLS = 17;

const NONE = 255;

/** Cells of a decision's fields, by the tags of those. */
const CELL_OF = new Uint8Array(256).fill(NONE);
CELL_OF[tagOf(4, LENGTH_DELIMITED)] = ORGANISATION;
CELL_OF[tagOf(5, LENGTH_DELIMITED)] = SENDER;
CELL_OF[tagOf(7, LENGTH_DELIMITED)] = CREDENTIAL;
CELL_OF[tagOf(8, LENGTH_DELIMITED)] = INTERMEDIARY;
CELL_OF[tagOf(9, LENGTH_DELIMITED)] = RECIPIENT;
CELL_OF[tagOf(16, VARINT)] = OUTCOME;
CELL_OF[tagOf(17, VARINT)] = REASON;
CELL_OF[tagOf(22, LENGTH_DELIMITED)] = VERDICT;
CELL_OF[tagOf(24, VARINT)] = ATTEMPT;
CELL_OF[tagOf(26, LENGTH_DELIMITED)] = SEAT;

/** Fields that make a run: decisions come in stretches in which they are all the same. */
const OF_RUN = [ORGANISATION, SENDER, CREDENTIAL, INTERMEDIARY, VERDICT, SEAT];

/** What the decisions of a run have in common. */
interface Run {
  senderId: string;
  organisationId: string;
  /** Tool, credential and seat. */
  tool: string;
  familyId: string;
  linkMismatch: boolean;
  /** Absent when the verdict names none. */
  classifier?: string;
}

/**
 * What a `DecisionsRecorded` event tells about senders, in order; `seq` is that of its entry. Decisions are read where they stand
 * (docs/decisions/0083): of each only its recipient is made, the rest once for a run of them. Throws `RangeError` for bytes
 * that are no such event. Not through a `DecisionTable`: it has the columns that gates need, and each more would cost every commit
 * of the hot path.
 */
export function readDecisions(data: Uint8Array, seq: number): SenderFact[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const scanner = new WireScanner(bytes);
  const places: number[] = [];
  let atUs = 0;
  for (let tag = scanner.tag(); tag !== 0; tag = scanner.tag()) {
    if (tag === DECIDED_AT_TAG) atUs = scanner.varint();
    else {
      if (tag === DECISION_TAG) places.push(scanner.at);
      scanner.skip(tag);
    }
  }
  const facts: SenderFact[] = [];
  let cells = new Int32Array(CELLS);
  let before = new Int32Array(CELLS);
  let run: Run | null = null;
  for (const place of places) {
    scanDecision(scanner, place, cells);
    const type = typeOf(cells);
    if (type === null) continue;
    if (run === null || !isSameRun(bytes, cells, before)) run = runOf(bytes, cells);
    if (type === 'MessageReleased')
      facts.push(releasedOf(run, textAt(bytes, cells, RECIPIENT), { atUs, seq }));
    else
      facts.push({ type, senderId: run.senderId, organisationId: run.organisationId, atUs, seq });
    [cells, before] = [before, cells];
  }
  return facts;
}

function scanDecision(scanner: WireScanner, place: number, cells: Int32Array): void {
  cells.fill(0);
  scanner.at = place;
  const outer = scanner.enter();
  for (let tag = scanner.tag(); tag !== 0; tag = scanner.tag()) {
    const cell = CELL_OF[tag] ?? NONE;
    if (cell === NONE) scanner.skip(tag);
    else if ((tag & 7) === VARINT) cells[cell] = scanner.varint();
    else {
      const length = scanner.length();
      cells[cell] = scanner.at;
      cells[cell + 1] = length;
      scanner.at += length;
    }
  }
  scanner.leave(outer);
}

function typeOf(cells: Int32Array): 'MessageReleased' | 'ToolRefused' | null {
  const outcome = cells[OUTCOME];
  if (outcome === Outcome.OUTCOME_RELEASED) {
    // A message that came back from the dispatcher and is released again is still one message.
    return (cells[ATTEMPT] ?? 0) >>> 0 <= 1 ? 'MessageReleased' : null;
  }
  const isUngranted = cells[REASON] === Reason.REASON_TOOL_NOT_GRANTED;
  return outcome === Outcome.OUTCOME_REFUSED && isUngranted ? 'ToolRefused' : null;
}

function releasedOf(
  { senderId, organisationId, tool, familyId, linkMismatch, classifier }: Run,
  recipient: string,
  { atUs, seq }: { atUs: number; seq: number },
): MessageReleased {
  const type = 'MessageReleased';
  const fact: MessageReleased = {
    type,
    senderId,
    organisationId,
    atUs,
    seq,
    recipient,
    familyId,
    linkMismatch,
    tool,
  };
  if (classifier !== undefined) fact.classifier = classifier;
  return fact;
}

function runOf(bytes: Buffer, cells: Int32Array): Run {
  const text = (cell: number): string => textAt(bytes, cells, cell);
  const from = cells[VERDICT] ?? 0;
  const verdict = bytes.subarray(from, from + (cells[VERDICT + 1] ?? 0));
  const { familyId, findingCodes, classifierVersion } = decodeMessage(VerdictRef, verdict);
  return {
    senderId: text(SENDER),
    organisationId: text(ORGANISATION),
    tool: `${text(INTERMEDIARY)}|${text(CREDENTIAL)}|${text(SEAT)}`,
    familyId,
    linkMismatch: findingCodes.includes(LINK_MISMATCH),
    ...(classifierVersion !== '' && { classifier: classifierVersion }),
  };
}

function isSameRun(bytes: Buffer, cells: Int32Array, before: Int32Array): boolean {
  for (const cell of OF_RUN) {
    const size = cells[cell + 1] ?? 0;
    if (size !== before[cell + 1]) return false;
    const from = cells[cell] ?? 0;
    const other = before[cell] ?? 0;
    for (let at = 0; at < size; at++) {
      if (bytes[from + at] !== bytes[other + at]) return false;
    }
  }
  return true;
}

function textAt(bytes: Buffer, cells: Int32Array, cell: number): string {
  const from = cells[cell] ?? 0;
  return bytes.toString('utf8', from, from + (cells[cell + 1] ?? 0));
}
