import { actorKindToJSON } from '@hustings/contracts/log';
import {
  type OptOutRecord,
  type ProvenMessage,
  type RecipientFact,
  Source,
} from '@hustings/contracts/optout';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { isOptOut } from '../../app/privacy/opt-out-records.ts';
import type { ReadFact } from '../../app/privacy/read-trail.ts';
import type { TrailFact } from '../../domain/privacy/trail.ts';

/** A request as the contract carries it. `hideOrigin`: organisations do not see who recorded what concerns everybody. */
export function toRecord(read: ReadFact, hideOrigin = false): OptOutRecord[] {
  const { fact, subject, leafHash, actor, recordedAtUs } = read;
  const { request } = fact;
  if (request === undefined) return [];
  const out = isOptOut(request) ? request : null;
  const hidden = hideOrigin && fact.organisationId === '';
  return [
    {
      partition: fact.partition,
      seq: BigInt(fact.seq),
      commitId: fact.commitId,
      leafHash,
      subject,
      eventType: out === null ? 'optout.OptedIn.v1' : 'optout.OptedOut.v1',
      recipient: fact.recipient,
      scope: request.scope,
      scopeId: request.scopeId,
      source: hidden ? Source.SOURCE_UNSPECIFIED : (out?.source ?? Source.SOURCE_UNSPECIFIED),
      inboundId: hidden ? '' : request.inboundId,
      tier: out?.tier ?? '',
      ruleId: request.ruleId,
      dataVersion: out?.dataVersion ?? '',
      provisional: out?.provisional ?? false,
      receivedAt: timestampFromUs(request.receivedAtUs),
      recordedAt: timestampFromUs(recordedAtUs),
      actor: hidden
        ? ''
        : `${actorKindToJSON(actor.kind).replace('ACTOR_KIND_', '').toLowerCase()} ${actor.id}`,
    },
  ];
}

export function toProven(fact: TrailFact): ProvenMessage {
  const { organisationId, messageId, partition, seq, atUs, kind, detail } = fact;
  return {
    organisationId,
    messageId,
    partition,
    seq: BigInt(seq),
    at: timestampFromUs(atUs),
    detail: [kind, detail].filter(Boolean).join(' '),
  };
}

/** A fact of a person's trail, for the person. */
export function toRecipientFact(
  fact: TrailFact,
  more: { text: string; organisationName: string },
): RecipientFact {
  const { partition, seq, atUs, kind, organisationId, senderId, campaignId, messageId } = fact;
  return {
    ...{ partition, organisationId, senderId, campaignId, messageId, ...more },
    seq: BigInt(seq),
    at: timestampFromUs(atUs),
    kind: kind === 'RECORD' ? fact.detail : kind,
    detail: kind === 'RECORD' ? '' : describe(fact),
    commitId: fact.commitId,
  };
}

function describe({ detail, request }: TrailFact): string {
  if (request === undefined) return detail;
  const { inboundId, ruleId } = request;
  const how = isOptOut(request) ? [request.tier, request.dataVersion] : [];
  return [...how, ruleId, inboundId].filter(Boolean).join(' ');
}
