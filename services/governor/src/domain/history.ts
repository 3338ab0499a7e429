import {
  DeliveriesReported,
  HandOffsFinished,
  HandOffsStarted,
  ReleasesReturned,
} from '@hustings/contracts/dispatch';
import {
  type Decision,
  DecisionKind,
  type DecisionsRecorded,
  type Outcome,
  outcomeToJSON,
  type Reason,
  reasonToJSON,
} from '@hustings/contracts/governor';
import { decodeOnce } from '@hustings/contracts/wire';
import { Recent } from '@hustings/kernel';
import { DECISIONS_RECORDED, decisionsOf } from './decisions-of.ts';

/** One step in a message's life. */
export interface HistoryStep {
  atUs: bigint;
  step: string;
  detail: string;
  seq: number;
}

/** A message with what is known of it. */
export interface MessageHistory {
  messageId: string;
  organisationId: string;
  senderId: string;
  campaignId: string;
  steps: HistoryStep[];
}

/** At least so many of the latest messages are known, some 120 bytes each while they go the same way as others; twice as many at most. */
export const HISTORY_MAX = 100_000;

type Owner = Omit<MessageHistory, 'messageId' | 'steps'>;

/** The latest step of messages, and the way before it. Nothing of it changes: messages that go the same way share it. */
interface Way {
  owner: Owner;
  step: HistoryStep;
  before: Way | null;
}

/**
 * The latest messages, so that a tool can ask what became of one. Older ones are answered from the log by the auditor. A group of
 * messages mostly goes one way, so that of each message little more is kept than its id: V8 has to mark whatever is kept.
 */
export class History {
  readonly #ways = new Recent<Way>(HISTORY_MAX);
  /** The one that was made last: the next message is likely to go the same way. */
  #last: Way | null = null;

  get(messageId: string): MessageHistory | undefined {
    const way = this.#ways.get(messageId);
    if (way === undefined) return undefined;
    const steps: HistoryStep[] = [];
    for (let at: Way | null = way; at !== null; at = at.before) steps.unshift(at.step);
    return { messageId, ...way.owner, steps };
  }

  /** A message of which nothing is known yet. */
  begin(messageId: string, owner: Owner, step: HistoryStep): void {
    this.#ways.add(messageId, this.#wayOf({ owner, step, before: null }));
  }

  /** One more step of a message; false when it is not known. */
  add(messageId: string, step: HistoryStep): boolean {
    const before = this.#ways.get(messageId);
    if (before === undefined) return false;
    return this.#ways.replace(messageId, this.#wayOf({ owner: before.owner, step, before }));
  }

  #wayOf(way: Way): Way {
    const last = this.#last;
    const isSame =
      last !== null &&
      last.step === way.step &&
      last.before === way.before &&
      hasSameOwner(last.owner, way.owner);
    if (isSame) return last;
    this.#last = way;
    return way;
  }
}

export function emptyHistory(): History {
  return new History();
}

function hasSameOwner(a: Owner, b: Owner): boolean {
  return (
    a === b ||
    (a.organisationId === b.organisationId &&
      a.senderId === b.senderId &&
      a.campaignId === b.campaignId)
  );
}

interface Where {
  seq: number;
  occurredAtUs: bigint;
}

/** Takes one event into the history; the oldest messages fall out. */
export function applyToHistory(
  history: History,
  event: { eventType: string; data: Uint8Array },
  where: Where,
): void {
  switch (event.eventType) {
    case DECISIONS_RECORDED:
      addDecisions(history, decisionsOf(event), where);
      return;
    case 'dispatch.HandOffsStarted.v1': {
      const step = { ...at(where), step: 'HAND_OFF_STARTED', detail: '' };
      for (const { messageId } of decodeOnce(HandOffsStarted, event.data).releases) {
        addStep(history, messageId, step);
      }
      return;
    }
    case 'dispatch.HandOffsFinished.v1':
      addFinished(history, decodeOnce(HandOffsFinished, event.data), where);
      return;
    case 'dispatch.ReleasesReturned.v1': {
      for (const { release, code } of decodeOnce(ReleasesReturned, event.data).returned) {
        const step = { ...at(where), step: 'RETURNED', detail: code };
        addStep(history, release?.messageId, step);
      }
      return;
    }
    case 'dispatch.DeliveriesReported.v1': {
      for (const report of decodeOnce(DeliveriesReported, event.data).reports) {
        const step = {
          atUs: report.atUs,
          step: report.status,
          detail: report.code,
          seq: where.seq,
        };
        addStep(history, report.messageId, step);
      }
      return;
    }
    default:
      return;
  }
}

function addDecisions(history: History, recorded: DecisionsRecorded, where: Where): void {
  let step: HistoryStep = { atUs: recorded.decidedAtUs, step: '', detail: '', seq: where.seq };
  for (const decision of recorded.decisions) {
    const { messageId, kind } = decision;
    const [name, detail] = [stepOf(decision.outcome), detailOf(decision.reason)];
    if (step.step !== name || step.detail !== detail) step = { ...step, step: name, detail };
    // Its admission is the first that is heard of a message.
    const isKnown = kind !== DecisionKind.DECISION_KIND_ADMISSION && history.add(messageId, step);
    if (!isKnown) history.begin(messageId, ownerOf(decision), step);
  }
}

function ownerOf({ organisationId, senderId, campaignId }: Decision): Owner {
  return { organisationId, senderId, campaignId };
}

const steps = new Map<Outcome, string>();
const details = new Map<Reason, string>([[0, '']]);

function stepOf(outcome: Outcome): string {
  const known = steps.get(outcome);
  if (known !== undefined) return known;
  const step = outcomeToJSON(outcome).replace('OUTCOME_', '');
  steps.set(outcome, step);
  return step;
}

function detailOf(reason: Reason): string {
  const known = details.get(reason);
  if (known !== undefined) return known;
  const detail = reasonToJSON(reason).replace('REASON_', '');
  details.set(reason, detail);
  return detail;
}

function addFinished(history: History, event: HandOffsFinished, where: Where): void {
  const names = { accepted: 'HANDED_OFF', rejected: 'REJECTED', uncertain: 'UNCERTAIN' } as const;
  for (const kind of ['accepted', 'rejected', 'uncertain'] as const) {
    for (const { release, code, answeredAtUs } of event[kind]) {
      const step = { atUs: answeredAtUs, step: names[kind], detail: code, seq: where.seq };
      addStep(history, release?.messageId, step);
    }
  }
}

function addStep(history: History, messageId: string | undefined, step: HistoryStep): void {
  if (messageId !== undefined) history.add(messageId, step);
}

function at(where: Where): { atUs: bigint; seq: number } {
  return { atUs: where.occurredAtUs, seq: where.seq };
}
