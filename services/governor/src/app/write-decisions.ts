import { Decision, DecisionsRecorded } from '@hustings/contracts/governor';
import { encodeMessage, encodeWith } from '@hustings/contracts/wire';

/** Tag of `DecisionsRecorded.decisions`. */
const DECISIONS_TAG = 0x2a;

/** The event's bytes. Fields may stand in any order (Protocol Buffers, "Field Order"): what decisions have in common comes first. */
export function writeDecisions(recorded: DecisionsRecorded): Buffer {
  const runs = runsOf(recorded.decisions);
  return encodeWith((writer) => {
    DecisionsRecorded.encode({ ...recorded, decisions: [] }, writer);
    for (const { common, decisions } of runs) {
      for (const decision of decisions) {
        writer.uint32(DECISIONS_TAG).fork().raw(common);
        Decision.encode(ownOf(decision), writer).join();
      }
    }
  });
}

/** Decisions that stand one after the other, and what they have in common: all that one tool sends for one campaign. */
interface Run {
  /** Half of the bytes of each, written once. */
  common: Buffer;
  decisions: Decision[];
}

const EMPTY = Decision.create();

function runsOf(decisions: readonly Decision[]): Run[] {
  const runs: Run[] = [];
  let first: Decision | undefined;
  for (const decision of decisions) {
    if (first === undefined || !haveTheSame(first, decision)) {
      first = decision;
      runs.push({ common: encodeMessage(Decision, commonOf(decision)), decisions: [] });
    }
    runs.at(-1)?.decisions.push(decision);
  }
  return runs;
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
