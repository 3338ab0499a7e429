import { HandOffsFinished, ReleasesReturned } from '@hustings/contracts/dispatch';
import {
  type Decision,
  DecisionKind,
  type DecisionsRecorded,
  LanePaused,
  type LaneRef,
  LaneResumed,
  LaneWeighed,
  Outcome,
  Reason,
} from '@hustings/contracts/governor';
import { ToolGranted, ToolGrantRevoked } from '@hustings/contracts/registry';
import { decodeOnce } from '@hustings/contracts/wire';
import { laneKey, partsOfLane } from '@hustings/policy/gate';
import { AdmissionTimeline } from './admission-timeline.ts';
import { DECISIONS_RECORDED, decisionsOf } from './decisions-of.ts';

/** A release whose end is not known. */
export interface InFlight {
  lane: string;
  organisationId: string;
  senderId: string;
  campaignId: string;
}

/** What the log says of the lanes: to answer and to foresee, never to decide. */
export interface LaneBook {
  /** Sender → lane (see `laneKey`) → queued messages. Lanes that hold none are absent. */
  queued: Map<string, Map<string, number>>;
  /** Campaign → its lanes that hold something. */
  lanesOfCampaign: Map<string, Set<string>>;
  /** Recipients' place → lanes there that hold something. */
  places: Map<string, number>;
  /** By message id. Messages of one lane share what is said of them: V8 has to mark whatever is kept. */
  inFlight: Map<string, Readonly<InFlight>>;
  pausedCampaigns: Set<string>;
  pausedSenders: Set<string>;
  /** Campaign → share; absent = 1. */
  weights: Map<string, number>;
  /** Order → messages that it has cancelled. */
  cancelledBy: Map<string, number>;
  /** "<sender> <intermediary>". */
  grants: Set<string>;
  /** By gate subject. */
  timelines: Map<string, AdmissionTimeline>;
}

export function emptyLaneBook(): LaneBook {
  return {
    queued: new Map(),
    lanesOfCampaign: new Map(),
    places: new Map(),
    inFlight: new Map(),
    pausedCampaigns: new Set(),
    pausedSenders: new Set(),
    weights: new Map(),
    cancelledBy: new Map(),
    grants: new Set(),
    timelines: new Map(),
  };
}

/** A campaign's share against other campaigns of a sender. */
export function weightOf({ weights }: LaneBook, campaignId: string): number {
  return weights.get(campaignId) ?? 1;
}

/** Messages that are queued on a sender. */
export function queuedOn({ queued }: LaneBook, senderId: string): number {
  return [...(queued.get(senderId)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
}

/** Takes one event; `subject` is where it stands. */
export function applyToLaneBook(
  book: LaneBook,
  event: { eventType: string; data: Uint8Array },
  subject: string,
): void {
  const { eventType, data } = event;
  switch (eventType) {
    case DECISIONS_RECORDED:
      takeDecisions(book, decisionsOf(event), subject);
      return;
    case 'dispatch.HandOffsFinished.v1': {
      const { accepted, rejected, uncertain } = decodeOnce(HandOffsFinished, data);
      for (const { release } of [...accepted, ...rejected, ...uncertain]) {
        book.inFlight.delete(release?.messageId ?? '');
      }
      return;
    }
    case 'dispatch.ReleasesReturned.v1':
      takeReturned(book, decodeOnce(ReleasesReturned, data));
      return;
    case 'governor.LanePaused.v1':
      setPaused(book, LanePaused.decode(data).lane, true);
      return;
    case 'governor.LaneResumed.v1':
      setPaused(book, LaneResumed.decode(data).lane, false);
      return;
    case 'governor.LaneWeighed.v1': {
      const { lane, weight } = LaneWeighed.decode(data);
      if (lane) book.weights.set(lane.campaignId, weight);
      return;
    }
    case 'registry.ToolGranted.v1':
      book.grants.add(grantKey(ToolGranted.decode(data)));
      return;
    case 'registry.ToolGrantRevoked.v1':
      book.grants.delete(grantKey(ToolGrantRevoked.decode(data)));
      return;
    default:
  }
}

/** What an owner's order is about; null for any other event. */
export function laneOfOrder(event: { eventType: string; data: Uint8Array }): LaneRef | null {
  switch (event.eventType) {
    case 'governor.LanePaused.v1':
      return LanePaused.decode(event.data).lane ?? null;
    case 'governor.LaneResumed.v1':
      return LaneResumed.decode(event.data).lane ?? null;
    case 'governor.LaneWeighed.v1':
      return LaneWeighed.decode(event.data).lane ?? null;
    default:
      return null;
  }
}

/** Key of a grant. */
export function grantKey({
  senderId,
  intermediaryId,
}: {
  senderId: string;
  intermediaryId: string;
}): string {
  return `${senderId} ${intermediaryId}`;
}

function takeDecisions(book: LaneBook, recorded: DecisionsRecorded, subject: string): void {
  let neighbour: Neighbour | null = null;
  for (const decision of recorded.decisions) neighbour = takeDecision(book, decision, neighbour);
  const last = recorded.decisions.at(-1);
  if (last === undefined) return;
  const timeline = book.timelines.get(subject) ?? new AdmissionTimeline();
  book.timelines.set(subject, timeline);
  timeline.note(Number(recorded.decidedAtUs), Number(last.number));
}

/** A decision with the place of its message: the next one's mostly is the same. */
interface Neighbour {
  decision: Decision;
  place: InFlight;
}

function takeDecision(book: LaneBook, decision: Decision, before: Neighbour | null): Neighbour {
  const place = before !== null && isBeside(before, decision) ? before.place : placeOf(decision);
  const { lane } = place;
  if (decision.kind === DecisionKind.DECISION_KIND_RELEASE) move(book, lane, -1);
  if (decision.outcome === Outcome.OUTCOME_QUEUED) move(book, lane, 1);
  if (decision.outcome === Outcome.OUTCOME_RELEASED) book.inFlight.set(decision.messageId, place);
  if (decision.reason === Reason.REASON_CANCELLED_BY_OWNER) {
    const { ruleId } = decision;
    book.cancelledBy.set(ruleId, (book.cancelledBy.get(ruleId) ?? 0) + 1);
  }
  return { decision, place };
}

function isBeside({ decision: other }: Neighbour, decision: Decision): boolean {
  return (
    decision.senderId === other.senderId &&
    decision.campaignId === other.campaignId &&
    decision.place === other.place &&
    decision.priority === other.priority &&
    decision.organisationId === other.organisationId
  );
}

function placeOf(decision: Decision): InFlight {
  const { organisationId, senderId, campaignId } = decision;
  return { lane: laneKey(decision), organisationId, senderId, campaignId };
}

/** A message that comes back without content has ended; any other stands in its lane again. */
function takeReturned(book: LaneBook, { returned }: ReleasesReturned): void {
  for (const { release, code } of returned) {
    const { messageId = '' } = release ?? {};
    const known = book.inFlight.get(messageId);
    if (known && code !== 'NO_CONTENT') move(book, known.lane, 1);
    book.inFlight.delete(messageId);
  }
}

function move(book: LaneBook, lane: string, by: number): void {
  const { senderId, campaignId, place } = partsOfLane(lane);
  const ofSender = book.queued.get(senderId) ?? new Map<string, number>();
  const ofCampaign = book.lanesOfCampaign.get(campaignId) ?? new Set<string>();
  const before = ofSender.get(lane) ?? 0;
  const count = before + by;
  countLane(book, place, Number(count > 0) - Number(before > 0));
  if (count > 0) {
    book.queued.set(senderId, ofSender.set(lane, count));
    book.lanesOfCampaign.set(campaignId, ofCampaign.add(lane));
    return;
  }
  ofSender.delete(lane);
  ofCampaign.delete(lane);
  if (ofSender.size === 0) book.queued.delete(senderId);
  if (ofCampaign.size === 0) book.lanesOfCampaign.delete(campaignId);
}

function countLane({ places }: LaneBook, place: string, by: number): void {
  const lanes = (places.get(place) ?? 0) + by;
  if (lanes > 0) places.set(place, lanes);
  else places.delete(place);
}

function setPaused(book: LaneBook, lane: LaneRef | undefined, paused: boolean): void {
  if (!lane) return;
  const isCampaign = lane.campaignId !== '';
  const set = isCampaign ? book.pausedCampaigns : book.pausedSenders;
  const id = isCampaign ? lane.campaignId : lane.senderId;
  if (paused) set.add(id);
  else set.delete(id);
}
