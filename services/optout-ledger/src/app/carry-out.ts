import {
  Recognition,
  type ReplyTaken,
  Scope,
  ServiceTextKind,
  Source,
  type WithProvider,
} from '@hustings/contracts/optout';
import { unreachable } from '@hustings/kernel';
import { stepOf } from '../domain/answer.ts';
import type { RecipientRejection } from '../domain/recipient.ts';
import { elapsedUs, type Ledger, metaOf, type RecipientRef, refOf } from './ledger.ts';
import { recordOptOutOf } from './record-opt-out.ts';
import { openReplyReview } from './review.ts';
import { LEDGER, orderText } from './service-text.ts';

/** What blocking came to. */
export interface Blocked {
  effectiveAfterUs: bigint;
  /** Why the request changed nothing. */
  rejection?: RecipientRejection;
}

/** Whom a reply concerns, in both domains. */
export interface Writer {
  own: RecipientRef;
  /** Only for a request that means all political senders; null = cannot be told any more. */
  everywhere: RecipientRef | null;
}

/**
 * First step: nobody writes to the person any more. A request that means all political senders also stands against the one
 * that was written to, so that what it has queued is recalled at once. Throws `BarrierTimeout`.
 */
export async function block(ledger: Ledger, taken: ReplyTaken, writer: Writer): Promise<Blocked> {
  const startedMs = ledger.clock.monotonicMs();
  const isDoubtful = taken.recognition === Recognition.RECOGNITION_PROVISIONAL;
  const { inboundId, tier, ruleId, dataVersion, language, normalFormDigest, contentSeq } = taken;
  const fields = {
    scopeId: '',
    source: Source.SOURCE_REPLY,
    inboundId,
    tier,
    ruleId,
    dataVersion,
    language,
    normalFormDigest,
    provisional: isDoubtful,
    receivedAtUs: taken.receivedAtUs,
  };
  const [own, everywhere] = await Promise.all([
    recordOptOutOf(ledger, writer.own, {
      ...fields,
      scope: Scope.SCOPE_ORGANISATION,
      senderId: taken.senderId,
      contentSeq,
    }),
    writer.everywhere === null
      ? null
      : recordOptOutOf(ledger, writer.everywhere, { ...fields, scope: Scope.SCOPE_ALL_POLITICAL }),
  ]);
  if (taken.wrongNumber) await voidConsent(ledger, taken, writer.own);
  const results = everywhere === null ? [own] : [everywhere, own];
  const rejection = results.find((each) => !each.ok)?.error;
  if (rejection && !results.some((each) => each.ok)) return { effectiveAfterUs: 0n, rejection };
  return { effectiveAfterUs: elapsedUs(ledger, startedMs) };
}

async function voidConsent(
  ledger: Ledger,
  { receivedAtUs }: ReplyTaken,
  { recipient, organisationId, ...ref }: RecipientRef,
): Promise<void> {
  const target = { recipient, organisationId, ...ref };
  await ledger.store.execute(
    target,
    { type: 'VoidConsent', recipient, organisationId, reason: 'WRONG_NUMBER', atUs: receivedAtUs },
    metaOf(ledger, LEDGER),
  );
}

/**
 * What follows once the opt-out holds: what is with the provider is listed, then the person is answered. Each step counts once
 * however often it is taken. Resolves to what was with the provider; null = it could not be asked.
 */
export async function finishAct(
  ledger: Ledger,
  taken: ReplyTaken,
  own: RecipientRef,
): Promise<WithProvider[] | null> {
  switch (taken.recognition) {
    case Recognition.RECOGNITION_OPT_OUT: {
      const withProvider = await noteEffective(ledger, taken, own);
      await answer(ledger, taken, own);
      return withProvider;
    }
    case Recognition.RECOGNITION_PROVISIONAL: {
      const withProvider = await noteEffective(ledger, taken, own);
      await openReplyReview(ledger, taken, own);
      await omitAnswer(ledger, taken, own);
      return withProvider;
    }
    case Recognition.RECOGNITION_HELP:
      await answer(ledger, taken, own);
      return null;
    case Recognition.RECOGNITION_START:
    case Recognition.RECOGNITION_NONE:
    case Recognition.RECOGNITION_UNSPECIFIED:
    case Recognition.UNRECOGNIZED:
      return null;
    default:
      return unreachable(taken.recognition);
  }
}

/** Goes on with an act that somebody has left, from its first step. */
export async function resumeAct(ledger: Ledger, taken: ReplyTaken): Promise<void> {
  const own = refOf(ledger, taken.organisationId, taken.recipient);
  const { state } = await ledger.acts.answers.load(own);
  if (stepOf(state, taken.inboundId) === 'ENDED') return;
  const suppresses =
    taken.recognition === Recognition.RECOGNITION_OPT_OUT ||
    taken.recognition === Recognition.RECOGNITION_PROVISIONAL;
  if (suppresses) {
    const pseudonym = taken.allPolitical ? await ledger.sealed.allPoliticalOf(own) : null;
    const everywhere = pseudonym === null ? null : refOf(ledger, '', pseudonym);
    await block(ledger, taken, { own, everywhere });
  }
  await finishAct(ledger, taken, own);
}

async function noteEffective(
  ledger: Ledger,
  { inboundId, organisationId, recipient }: ReplyTaken,
  own: RecipientRef,
): Promise<WithProvider[] | null> {
  const effectiveAtUs = ledger.clock.nowUs();
  const withProvider = await ledger.withProvider.list(
    organisationId,
    ledger.vault.inUse(organisationId, recipient),
  );
  await ledger.acts.answers.execute(
    own,
    {
      type: 'NoteEffective',
      inboundId,
      organisationId,
      recipient,
      effectiveAtUs,
      withProvider: withProvider ?? [],
      withProviderKnown: withProvider !== null,
    },
    metaOf(ledger, LEDGER),
  );
  return withProvider;
}

async function answer(ledger: Ledger, taken: ReplyTaken, own: RecipientRef): Promise<void> {
  const { inboundId, senderId, language, contentSeq, receivedAtUs } = taken;
  await orderText(ledger, {
    recipient: own,
    kind: answerTo(taken),
    cause: inboundId,
    contentId: inboundId,
    senderId,
    language,
    contentSeq,
    receivedAtUs,
  });
}

function answerTo({ recognition, allPolitical }: ReplyTaken): ServiceTextKind {
  if (recognition === Recognition.RECOGNITION_HELP) return ServiceTextKind.SERVICE_TEXT_KIND_HELP;
  return allPolitical
    ? ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION_ALL
    : ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION;
}

/** A confirmation might confirm what nobody asked for; a person looks first, and by then it comes too late. */
async function omitAnswer(ledger: Ledger, taken: ReplyTaken, own: RecipientRef): Promise<void> {
  const { inboundId, organisationId, recipient } = taken;
  await ledger.acts.answers.execute(
    own,
    {
      type: 'OmitText',
      cause: inboundId,
      organisationId,
      recipient,
      kind: ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION,
      reason: 'TO_BE_REVIEWED',
    },
    metaOf(ledger, LEDGER),
  );
}
