import {
  DeliveriesReported,
  HandOffsFinished,
  HandOffsStarted,
  ReleasesReturned,
} from '@hustings/contracts/dispatch';
import {
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

/** At least so many of the latest messages are known; 200,000 with four steps each take about 150 MB, twice as many at most. */
export const HISTORY_MAX = 100_000;

/** The latest messages, so that a tool can ask what became of one. Older ones are answered from the log by the auditor. */
export type History = Recent<MessageHistory>;

export function emptyHistory(): History {
  return new Recent(HISTORY_MAX);
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
      for (const { messageId } of decodeOnce(HandOffsStarted, event.data).releases) {
        addStep(history, messageId, { ...at(where), step: 'HAND_OFF_STARTED', detail: '' });
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
  for (const decision of recorded.decisions) {
    const step = {
      atUs: recorded.decidedAtUs,
      step: stepOf(decision.outcome),
      detail: detailOf(decision.reason),
      seq: where.seq,
    };
    const { messageId, organisationId, senderId, campaignId } = decision;
    const known = history.get(messageId);
    if (known) {
      known.steps.push(step);
      continue;
    }
    history.add(messageId, { messageId, organisationId, senderId, campaignId, steps: [step] });
  }
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
  if (messageId !== undefined) history.get(messageId)?.steps.push(step);
}

function at(where: Where): { atUs: bigint; seq: number } {
  return { atUs: where.occurredAtUs, seq: where.seq };
}
