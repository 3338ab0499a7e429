import { ActorKind } from '@hustings/contracts/log';
import {
  type ReplyTaken,
  Recognition as Taken,
  type WithProvider,
} from '@hustings/contracts/optout';
import {
  languagesOf,
  meansWrongNumber,
  normaliseText,
  type Recognition,
  recognise,
  type Verdict,
} from '@hustings/recognition';
import type { RecipientRejection } from '../domain/recipient.ts';
import { block, finishAct } from './carry-out.ts';
import {
  allPoliticalRecipientOf,
  elapsedUs,
  type Ledger,
  metaOf,
  notAfterNow,
  type RecipientRef,
  recipientOf,
} from './ledger.ts';
import { openRequest } from './on-behalf.ts';
import { otherNumbersIn } from './other-numbers.ts';
import { LEDGER } from './service-text.ts';
import { askedFromOf } from './use-link.ts';

/** An inbound message of a recipient. */
export interface InboundReply {
  inboundId: string;
  /** Canonical. */
  address: string;
  senderId: string;
  organisationId: string;
  text: string;
  /** BCP 47, '' = unknown. */
  locale: string;
  /** Where text and address are sealed; 0 = nowhere. */
  contentSeq: bigint;
  /** By the provider's clock, microseconds since the Unix epoch. */
  receivedAtUs: bigint;
}

export interface HandledReply {
  recognition: Recognition;
  /** From the call to the effect; 0 when nothing was recorded. */
  effectiveAfterUs: bigint;
  /** What was with the provider already; null = not asked, or nobody could be. */
  withProvider: WithProvider[] | null;
  /** Why a request changed nothing. */
  rejection?: RecipientRejection;
  /** What went wrong after the opt-out was in force; it is gone on with later. */
  unfinished?: unknown;
}

const TAKEN_FOR: Record<Verdict, Taken> = {
  OPT_OUT: Taken.RECOGNITION_OPT_OUT,
  PROVISIONAL: Taken.RECOGNITION_PROVISIONAL,
  HELP: Taken.RECOGNITION_HELP,
  START: Taken.RECOGNITION_START,
  CONTEXT_START: Taken.RECOGNITION_START,
  NONE: Taken.RECOGNITION_NONE,
};

/**
 * Recognises what a reply asks for and acts on it: an opt-out or a doubtful one suppresses before this returns, a start
 * word lifts what the person or others for them have set, a yes only inside a double opt-in. Throws `BarrierTimeout`.
 */
export async function handleReply(ledger: Ledger, reply: InboundReply): Promise<HandledReply> {
  const languages = languagesOf(reply.locale, reply.address);
  const recognition = recognise(reply.text, languages, ledger.rules);
  const own = recipientOf(ledger, reply.organisationId, reply.address);
  const act = { reply, recognition, own, taken: takenOf(ledger, reply, { recognition, own }) };
  switch (recognition.verdict) {
    case 'OPT_OUT':
    case 'PROVISIONAL':
      return suppress(ledger, act);
    case 'START':
    case 'CONTEXT_START':
      return liftSuppression(ledger, act);
    case 'HELP':
      await take(ledger, act);
      return { recognition, effectiveAfterUs: 0n, ...(await finish(ledger, act)) };
    default:
      return { recognition, effectiveAfterUs: 0n, withProvider: null };
  }
}

interface Act {
  reply: InboundReply;
  recognition: Recognition;
  own: RecipientRef;
  taken: ReplyTaken;
}

/** The opt-out does not wait for the record of the act: either stands alone, and a repetition or a later reader goes on. */
async function suppress(ledger: Ledger, act: Act): Promise<HandledReply> {
  const { reply, recognition, own, taken } = act;
  const everywhere = taken.allPolitical ? allPoliticalRecipientOf(ledger, reply.address) : null;
  const [blocked] = await Promise.all([
    block(ledger, taken, { own, everywhere }),
    take(ledger, act),
  ]);
  await openRequests(ledger, act);
  return { recognition, ...blocked, ...(await finish(ledger, act)) };
}

/** Numbers of others that the text names are held until their owners confirm; the writer's own stands in any case. */
async function openRequests(ledger: Ledger, { reply, taken }: Act): Promise<void> {
  for (const address of otherNumbersIn(reply.text, reply.address)) {
    await openRequest(ledger, {
      address,
      organisationId: reply.organisationId,
      senderId: reply.senderId,
      requester: reply.address,
      language: taken.language,
      receivedAtUs: taken.receivedAtUs,
      actor: LEDGER,
    });
  }
}

/** What comes after the opt-out cannot undo it, so its failure does not fail the reply. */
async function finish(
  ledger: Ledger,
  { taken, own }: Act,
): Promise<Pick<HandledReply, 'withProvider' | 'unfinished'>> {
  try {
    return { withProvider: await finishAct(ledger, taken, own) };
  } catch (unfinished) {
    return { withProvider: null, unfinished };
  }
}

async function take(ledger: Ledger, { taken, own }: Act): Promise<void> {
  await ledger.acts.answers.execute(own, { ...taken, type: 'TakeReply' }, metaOf(ledger, LEDGER));
}

async function liftSuppression(ledger: Ledger, act: Act): Promise<HandledReply> {
  const { reply, recognition, own } = act;
  const startedMs = ledger.clock.monotonicMs();
  const everywhere = allPoliticalRecipientOf(ledger, reply.address);
  // A yes answers one question: where that was about all political senders, it says nothing of the organisation alone.
  const wide =
    recognition.verdict === 'CONTEXT_START' ? await optIn(ledger, act, everywhere) : null;
  const lifted = wide?.ok ? wide : await optIn(ledger, act, own);
  if (!lifted.ok) {
    return { recognition, effectiveAfterUs: 0n, withProvider: null, rejection: lifted.error };
  }
  await take(ledger, act);
  return { recognition, effectiveAfterUs: elapsedUs(ledger, startedMs), withProvider: null };
}

function optIn(
  ledger: Ledger,
  { reply, recognition, taken }: Act,
  target: RecipientRef,
): ReturnType<Ledger['store']['execute']> {
  const { recipient, organisationId } = target;
  return ledger.store.execute(
    target,
    {
      type: 'OptIn',
      recipient,
      organisationId,
      inboundId: reply.inboundId,
      ruleId: recognition.ruleId,
      receivedAtUs: taken.receivedAtUs,
      isYes: recognition.verdict === 'CONTEXT_START',
      saidTo: askedFromOf(ledger, reply.senderId),
    },
    metaOf(ledger, { kind: ActorKind.ACTOR_KIND_RECIPIENT, id: recipient }),
  );
}

function takenOf(
  ledger: Ledger,
  reply: InboundReply,
  { recognition, own }: Pick<Act, 'recognition' | 'own'>,
): ReplyTaken {
  const { tier, ruleId, verdict, scope } = recognition;
  const normalForm = normaliseText(reply.text);
  return {
    inboundId: reply.inboundId,
    organisationId: own.organisationId,
    recipient: own.recipient,
    senderId: reply.senderId,
    recognition: TAKEN_FOR[verdict],
    allPolitical: scope === 'ALL_POLITICAL',
    tier,
    ruleId,
    dataVersion: ledger.rules.version,
    language: languageOf(recognition, reply),
    contentSeq: reply.contentSeq,
    normalFormDigest: ledger.vault.keyedDigest('normal-form', normalForm),
    receivedAtUs: notAfterNow(ledger, reply.receivedAtUs),
    wrongNumber: meansWrongNumber(recognition, ledger.rules),
  };
}

/** That of the words, else that of the thread or the country. */
function languageOf({ language }: Recognition, { locale, address }: InboundReply): string {
  return language === '' ? (languagesOf(locale, address)[0] ?? '') : language;
}
