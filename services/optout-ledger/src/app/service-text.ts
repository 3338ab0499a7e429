import { ActorKind } from '@hustings/contracts/log';
import { ServiceTextKind, type ServiceTextOrdered } from '@hustings/contracts/optout';
import { serviceTextVersion } from '@hustings/policy/service-texts';
import { type Ledger, metaOf, type RecipientRef } from './ledger.ts';

/** A text that is due. */
export interface DueText
  extends Pick<
    ServiceTextOrdered,
    'senderId' | 'kind' | 'language' | 'cause' | 'contentSeq' | 'contentId' | 'receivedAtUs'
  > {
  recipient: RecipientRef;
}

/** What the system does by itself. */
export const LEDGER = { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'optout-ledger' };

const US_PER_HOUR = 3_600_000_000;

const KINDS_WITH_A_CODE: readonly ServiceTextKind[] = [
  ServiceTextKind.SERVICE_TEXT_KIND_REQUEST_CODE,
  ServiceTextKind.SERVICE_TEXT_KIND_OPT_IN,
  ServiceTextKind.SERVICE_TEXT_KIND_OPT_IN_ALL,
];

/**
 * Orders a text for the dispatcher to send, or records why none is sent. The act is over with it, and ordering again orders
 * nothing. True when this call has ordered it.
 */
export async function orderText(ledger: Ledger, { recipient, ...due }: DueText): Promise<boolean> {
  const { automatic_replies: replies, confirmation } = ledger.texts.rules;
  const nowUs = ledger.clock.nowUs();
  // What the person waits for with the page open may not be told minutes later either.
  const from = KINDS_WITH_A_CODE.includes(due.kind) ? nowUs : due.receivedAtUs;
  const executed = await ledger.acts.answers.execute(
    recipient,
    {
      type: 'OrderText',
      rules: { max: replies.max, perUs: replies.per_hours * US_PER_HOUR },
      textId: ledger.ids.uuid(),
      organisationId: recipient.organisationId,
      recipient: ledger.vault.inUse(recipient.organisationId, recipient.recipient),
      ...due,
      templateVersion: serviceTextVersion(ledger.texts),
      orderedAtUs: nowUs,
      expiresAtUs: from + BigInt(confirmation.within_seconds) * 1_000_000n,
    },
    metaOf(ledger, LEDGER),
  );
  return executed.ok && executed.value.events.some(({ type }) => type === 'ServiceTextOrdered');
}
