import {
  DeliveriesReported,
  HandOffsFinished,
  HandOffsStarted,
  InboundReceived,
  type ReleaseRef,
  ReleasesReturned,
} from '@hustings/contracts/dispatch';
import {
  type ContentRef,
  DecisionsRecorded,
  Outcome,
  reasonToJSON,
} from '@hustings/contracts/governor';
import type { RecordedEvent } from '@hustings/contracts/log';
import { ConsentRecorded, ConsentVoided, OptedIn, OptedOut } from '@hustings/contracts/optout';
import { decodeMessage } from '@hustings/contracts/wire';
import type { LogEntry } from '@hustings/event-log';
import { RECIPIENT_AGGREGATE } from './recipient-aggregate.ts';

/** What the log says of one person, one fact at a time. */
export type TrailKind =
  | 'OPTED_OUT'
  | 'OPTED_IN'
  | 'ERASED'
  | 'RELEASED'
  | 'QUEUED'
  | 'HELD'
  | 'REFUSED'
  | 'CANCELLED'
  | 'HAND_OFF_STARTED'
  | 'ACCEPTED'
  | 'REJECTED'
  | 'UNCERTAIN'
  | 'RETURNED'
  | 'DELIVERY'
  | 'INBOUND'
  | 'CONSENT'
  | 'CONSENT_VOIDED'
  /** Another event of the person's own record. */
  | 'RECORD';

export interface TrailFact {
  kind: TrailKind;
  partition: string;
  seq: number;
  atUs: bigint;
  commitId: string;
  /** '' for all political senders. */
  organisationId: string;
  recipient: string;
  senderId: string;
  campaignId: string;
  messageId: string;
  /** Reason, provider's id or code, event type: tokens, never personal data. */
  detail: string;
  /** Of OPTED_OUT and OPTED_IN. */
  request?: OptedOut | OptedIn;
  /** How far a decision had seen the partition of opt-outs from all political senders. */
  allPoliticalCut?: number;
  /** Of INBOUND. */
  inboundId?: string;
  /** Where a text is sealed. */
  content?: Pick<ContentRef, 'seq' | 'index'>;
}

/** Tells whether a pseudonym is one of the person's, in an organisation's key domain ('' = all political senders). */
export type IsPerson = (organisationId: string, recipient: string) => boolean;

type Who = Pick<ReleaseRef, 'organisationId' | 'recipient' | 'senderId' | 'campaignId'>;

const OUTCOMES: Partial<Record<Outcome, TrailKind>> = {
  [Outcome.OUTCOME_RELEASED]: 'RELEASED',
  [Outcome.OUTCOME_QUEUED]: 'QUEUED',
  [Outcome.OUTCOME_HELD]: 'HELD',
  [Outcome.OUTCOME_REFUSED]: 'REFUSED',
  [Outcome.OUTCOME_CANCELLED]: 'CANCELLED',
};

/** All facts of an entry that concern the person. Throws for an event that cannot be decoded. */
export function trailOf(entry: LogEntry, isPerson: IsPerson): TrailFact[] {
  return entry.commit.events
    .flatMap((event) => readEvent(entry, event))
    .filter(({ organisationId, recipient }) => isPerson(organisationId, recipient));
}

function readEvent(entry: LogEntry, event: RecordedEvent): TrailFact[] {
  const { eventType, data } = event;
  switch (eventType) {
    case 'optout.OptedOut.v1': {
      const request = OptedOut.decode(data);
      return [{ ...factOf(entry, 'OPTED_OUT', request), request }];
    }
    case 'optout.OptedIn.v1': {
      const request = OptedIn.decode(data);
      return [{ ...factOf(entry, 'OPTED_IN', request), request }];
    }
    case 'governor.DecisionsRecorded.v1':
      return readDecisions(entry, decodeMessage(DecisionsRecorded, data));
    case 'dispatch.HandOffsStarted.v1':
      return decodeMessage(HandOffsStarted, data).releases.map((release) => ({
        ...factOf(entry, 'HAND_OFF_STARTED', release),
        messageId: release.messageId,
      }));
    case 'dispatch.HandOffsFinished.v1': {
      const { accepted, rejected, uncertain } = decodeMessage(HandOffsFinished, data);
      return [
        ...readResults(entry, 'ACCEPTED', accepted),
        ...readResults(entry, 'REJECTED', rejected),
        ...readResults(entry, 'UNCERTAIN', uncertain),
      ];
    }
    case 'dispatch.ReleasesReturned.v1':
      return readResults(entry, 'RETURNED', ReleasesReturned.decode(data).returned);
    case 'dispatch.DeliveriesReported.v1':
      return decodeMessage(DeliveriesReported, data).reports.map((report) => ({
        ...factOf(entry, 'DELIVERY', report),
        messageId: report.messageId,
        atUs: report.atUs,
        detail: [report.status, report.code].filter(Boolean).join(' '),
      }));
    case 'dispatch.InboundReceived.v1':
      return readInbound(entry, InboundReceived.decode(data));
    case 'optout.ConsentRecorded.v1': {
      const consent = ConsentRecorded.decode(data);
      const { source, wording, proof, givenAtUs } = consent;
      const detail = [source, proof, wording].filter(Boolean).join(': ');
      return [{ ...factOf(entry, 'CONSENT', consent), detail, atUs: givenAtUs }];
    }
    case 'optout.ConsentVoided.v1': {
      const voided = ConsentVoided.decode(data);
      return [{ ...factOf(entry, 'CONSENT_VOIDED', voided), detail: voided.reason }];
    }
    default:
      return readOther(entry, eventType);
  }
}

function factOf(entry: LogEntry, kind: TrailKind, who: Partial<Who>): TrailFact {
  const { partition, seq, commit } = entry;
  const { commitId, occurredAtUs: atUs } = commit;
  const { organisationId = '', recipient = '', senderId = '', campaignId = '' } = who;
  const person = { organisationId, recipient, senderId, campaignId };
  return { kind, partition, seq, atUs, commitId, ...person, messageId: '', detail: '' };
}

function readDecisions(entry: LogEntry, recorded: DecisionsRecorded): TrailFact[] {
  const allPoliticalCut = Number(recorded.cut?.allPoliticalSeq ?? 0n);
  return recorded.decisions.map((decision) => {
    const { outcome, reason, ruleId, content } = decision;
    const why = reason === 0 ? '' : reasonToJSON(reason).replace('REASON_', '');
    return {
      ...factOf(entry, OUTCOMES[outcome] ?? 'RECORD', decision),
      messageId: decision.messageId,
      atUs: recorded.decidedAtUs,
      detail: [why, ruleId].filter(Boolean).join(' '),
      allPoliticalCut,
      ...(content === undefined ? {} : { content }),
    };
  });
}

function readResults(
  entry: LogEntry,
  kind: TrailKind,
  results: HandOffsFinished['accepted'],
): TrailFact[] {
  return results.flatMap(({ release, providerMessageId, code }) =>
    release === undefined
      ? []
      : [
          {
            ...factOf(entry, kind, release),
            messageId: release.messageId,
            detail: [providerMessageId, code].filter(Boolean).join(' '),
          },
        ],
  );
}

function readInbound(entry: LogEntry, inbound: InboundReceived): TrailFact[] {
  const { inboundId, contentSeq, atUs } = inbound;
  const content = contentSeq === 0n ? {} : { content: { seq: contentSeq, index: 0 } };
  const fact = factOf(entry, 'INBOUND', inbound);
  return [{ ...fact, messageId: inboundId, atUs, inboundId, ...content }];
}

/** Events of the person's own record that this version knows by name only: consents and what else may come. */
function readOther(entry: LogEntry, eventType: string): TrailFact[] {
  const { aggregate, aggregateId, organisationId } = entry.commit;
  if (!aggregate.startsWith(RECIPIENT_AGGREGATE) && aggregate !== 'erasure') return [];
  const prefix = `${organisationId}-`;
  const recipient = aggregateId.startsWith(prefix) ? aggregateId.slice(prefix.length) : aggregateId;
  const kind = aggregate === 'erasure' ? 'ERASED' : 'RECORD';
  return [{ ...factOf(entry, kind, { organisationId, recipient }), detail: eventType }];
}
