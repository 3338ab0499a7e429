import { ActorKind } from '@hustings/contracts/log';
import { Scope, Source } from '@hustings/contracts/optout';
import { languagesOf, type Recognition, recognise } from '@hustings/recognition';
import type { RecipientRejection } from '../domain/recipient.ts';
import { elapsedUs, type Ledger, recipientOf } from './ledger.ts';
import { recordOptOut } from './record-opt-out.ts';

/** An inbound message of a recipient. */
export interface InboundReply {
  inboundId: string;
  /** Canonical. */
  address: string;
  organisationId: string;
  text: string;
  /** BCP 47, '' = unknown. */
  locale: string;
  /** By the provider's clock, microseconds since the Unix epoch. */
  receivedAtUs: bigint;
}

export interface HandledReply {
  recognition: Recognition;
  /** From the call to the effect; 0 when nothing was recorded. */
  effectiveAfterUs: bigint;
  /** Why a request changed nothing. */
  rejection?: RecipientRejection;
}

/**
 * Recognises what a reply asks for and acts on it: an opt-out or a doubtful one suppresses before this returns, a start
 * word lifts what an earlier reply has set. Throws `BarrierTimeout`.
 */
export async function handleReply(ledger: Ledger, reply: InboundReply): Promise<HandledReply> {
  const languages = languagesOf(reply.locale, reply.address);
  const recognition = recognise(reply.text, languages, ledger.rules);
  switch (recognition.verdict) {
    case 'OPT_OUT':
    case 'PROVISIONAL':
      return suppress(ledger, reply, recognition);
    case 'START':
      return liftSuppression(ledger, reply, recognition);
    default:
      return { recognition, effectiveAfterUs: 0n };
  }
}

async function suppress(
  ledger: Ledger,
  reply: InboundReply,
  recognition: Recognition,
): Promise<HandledReply> {
  const wide = recognition.scope === 'ALL_POLITICAL';
  const recorded = await recordOptOut(ledger, {
    address: reply.address,
    organisationId: reply.organisationId,
    scope: wide ? Scope.SCOPE_ALL_POLITICAL : Scope.SCOPE_ORGANISATION,
    scopeId: '',
    source: Source.SOURCE_REPLY,
    inboundId: reply.inboundId,
    tier: recognition.tier,
    ruleId: recognition.ruleId,
    dataVersion: ledger.rules.version,
    provisional: recognition.verdict === 'PROVISIONAL',
    receivedAtUs: receiptOf(ledger, reply),
  });
  return recorded.ok
    ? { recognition, effectiveAfterUs: recorded.value.effectiveAfterUs }
    : { recognition, effectiveAfterUs: 0n, rejection: recorded.error };
}

async function liftSuppression(
  ledger: Ledger,
  reply: InboundReply,
  recognition: Recognition,
): Promise<HandledReply> {
  const startedMs = ledger.clock.monotonicMs();
  const target = recipientOf(ledger, reply.organisationId, reply.address);
  const lifted = await ledger.store.execute(
    target,
    {
      type: 'OptIn',
      recipient: target.recipient,
      organisationId: target.organisationId,
      inboundId: reply.inboundId,
      ruleId: recognition.ruleId,
      receivedAtUs: receiptOf(ledger, reply),
    },
    {
      actor: { kind: ActorKind.ACTOR_KIND_RECIPIENT, id: target.recipient },
      occurredAtUs: ledger.clock.nowUs(),
      correlationId: ledger.ids.uuid(),
    },
  );
  return lifted.ok
    ? { recognition, effectiveAfterUs: elapsedUs(ledger, startedMs) }
    : { recognition, effectiveAfterUs: 0n, rejection: lifted.error };
}

/** A provider's clock that runs ahead must not let a start word outrank opt-outs that are yet to come. */
function receiptOf({ clock }: Ledger, { receivedAtUs }: InboundReply): bigint {
  const nowUs = clock.nowUs();
  return receivedAtUs < nowUs ? receivedAtUs : nowUs;
}
