import { Decision, DecisionsRecorded } from '@hustings/contracts/governor';
import { encodeMessage } from '@hustings/contracts/wire';

/** Tag of `DecisionsRecorded.decisions`, its last field: the decisions stand behind all others. */
const DECISIONS_TAG = 0x2a;
const LOW_7 = 0x7f;
const MORE = 0x80;
/** Tag and length of a decision, at most. */
const HEAD_BYTES = 6;

/** The event's bytes. */
export function writeDecisions(recorded: DecisionsRecorded): Buffer {
  const head = encodeMessage(DecisionsRecorded, { ...recorded, decisions: [] });
  const parts = splitAll(recorded.decisions);
  let room = head.length;
  for (const { common, own } of parts) room += HEAD_BYTES + common.length + own.length;
  const data = Buffer.allocUnsafe(room);
  let at = head.copy(data);
  for (const { common, own } of parts) {
    data[at++] = DECISIONS_TAG;
    let rest = common.length + own.length;
    for (; rest > LOW_7; rest >>>= 7) data[at++] = (rest & LOW_7) | MORE;
    data[at++] = rest;
    at += common.copy(data, at);
    at += own.copy(data, at);
  }
  return data.subarray(0, at);
}

/** A decision in two parts: fields may stand in any order (Protocol Buffers, "Field Order"). */
interface Parts {
  /** What all messages of one tool to one campaign have in common: half of the bytes, written once for a run of them. */
  common: Buffer;
  own: Buffer;
}

const EMPTY = Decision.create();

function splitAll(decisions: readonly Decision[]): Parts[] {
  let last: Decision | undefined;
  let common: Buffer = Buffer.alloc(0);
  return decisions.map((decision) => {
    if (last === undefined || !haveTheSame(last, decision)) {
      common = encodeMessage(Decision, commonOf(decision));
      last = decision;
    }
    return { common, own: encodeMessage(Decision, ownOf(decision)) };
  });
}

function haveTheSame(a: Decision, b: Decision): boolean {
  return (
    a.verdict === b.verdict &&
    a.senderId === b.senderId &&
    a.campaignId === b.campaignId &&
    a.credentialId === b.credentialId &&
    a.intermediaryId === b.intermediaryId &&
    a.organisationId === b.organisationId &&
    a.place === b.place &&
    a.seatId === b.seatId
  );
}

function commonOf(decision: Decision): Decision {
  const { organisationId, senderId, campaignId, credentialId, intermediaryId } = decision;
  const { verdict, place, seatId } = decision;
  const who = { organisationId, senderId, campaignId, credentialId, intermediaryId };
  return { ...EMPTY, ...who, verdict, place, seatId };
}

function ownOf(decision: Decision): Decision {
  return {
    ...decision,
    organisationId: '',
    senderId: '',
    campaignId: '',
    credentialId: '',
    intermediaryId: '',
    verdict: undefined,
    place: '',
    seatId: '',
  };
}
