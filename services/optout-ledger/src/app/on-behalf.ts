import { randomInt } from 'node:crypto';
import type { Actor } from '@hustings/contracts/log';
import { LiftCause, Scope, ServiceTextKind, Source } from '@hustings/contracts/optout';
import { err, ok, type Result } from '@hustings/kernel';
import type { RequestRejection } from '../domain/request.ts';
import { requestGround } from '../domain/standing.ts';
import {
  allPoliticalRecipientOf,
  digestId,
  type Ledger,
  metaOf,
  type RecipientRef,
  recipientOf,
} from './ledger.ts';
import { liftGround } from './lift-ground.ts';
import { openReview } from './open-review.ts';
import { recordOptOutOf } from './record-opt-out.ts';
import { LEDGER, orderText } from './service-text.ts';

/** Somebody asks that a number which is not theirs be left alone. */
export interface OnBehalf {
  /** Canonical. */
  address: string;
  organisationId: string;
  /** Sends the code. */
  senderId: string;
  /** Who asks; only a keyed digest of it is kept. */
  requester: string;
  /** ISO 639. */
  language: string;
  receivedAtUs: bigint;
  actor: Actor;
}

export interface OpenedRequest {
  requestId: string;
  toBeReviewed: boolean;
  expiresAtUs: number;
}

const US_PER_HOUR = 3_600_000_000;
const CODE_DIGITS = 6;

/**
 * Suppresses the number at once, for as long as the request is held, and sends a code to it; the code makes it last. Who has
 * asked for more than the data allow waits for a person, and nothing happens before. Repeated while it is open it goes on
 * where it stopped. Throws `BarrierTimeout`.
 */
export async function openRequest(ledger: Ledger, order: OnBehalf): Promise<OpenedRequest> {
  const target = recipientOf(ledger, order.organisationId, order.address);
  const requestId = digestId(ledger, 'oor', [target.id]);
  const ref = { id: requestId, partition: target.partition, organisationId: order.organisationId };
  const standing = await ledger.acts.requests.load(ref);
  if (standing.state.status !== 'OPEN') await record(ledger, { order, target, requestId });
  const { state } = await ledger.acts.requests.load(ref);
  if (state.status === 'NONE') throw new TypeError('a request that was recorded is not there');
  const { opened } = state;
  if (opened.toBeReviewed) {
    await openReview(ledger, target, reviewOf(ledger, requestId, opened));
  } else if (state.status === 'OPEN') {
    await suppressWhileHeld(ledger, target, { requestId, atUs: BigInt(opened.openedAtUs) });
    await orderText(ledger, {
      recipient: target,
      kind: ServiceTextKind.SERVICE_TEXT_KIND_REQUEST_CODE,
      senderId: opened.senderId,
      language: opened.language,
      cause: `${requestId}-${opened.openedAtUs}`,
      contentSeq: BigInt(opened.contentSeq),
      contentId: requestId,
      receivedAtUs: BigInt(opened.openedAtUs),
    });
  }
  return { requestId, toBeReviewed: opened.toBeReviewed, expiresAtUs: opened.expiresAtUs };
}

/** Gives the code of a request. A wrong one is counted; after too many the request lapses. */
export async function confirmRequest(
  ledger: Ledger,
  { requestId, partition, organisationId, recipient }: RecipientRef & { requestId: string },
  code: string,
): Promise<Result<{ effectiveAfterUs: bigint }, RequestRejection | { reason: 'CodeWrong' }>> {
  const target = { id: `${organisationId}-${recipient}`, partition, organisationId, recipient };
  const confirmed = await ledger.acts.requests.execute(
    { id: requestId, partition, organisationId },
    {
      type: 'ConfirmRequest',
      requestId,
      codeDigest: digestOf(ledger, requestId, code),
      attempts: ledger.texts.rules.request.code_attempts,
      atUs: ledger.clock.nowUs(),
    },
    metaOf(ledger, LEDGER),
  );
  if (!confirmed.ok) return confirmed;
  const { status } = confirmed.value.state;
  const atUs = ledger.clock.nowUs();
  if (status === 'CONFIRMED')
    return ok(await makeLast(ledger, target, { requestId, atUs, actor: LEDGER }));
  if (status === 'LAPSED') await liftRequest(ledger, target, requestId);
  return err({ reason: 'CodeWrong' });
}

/** A person of staff approves a request that had to wait; what the recipient has written since then counts more. */
export async function approveRequest(
  ledger: Ledger,
  target: RecipientRef,
  { requestId, atUs, actor }: { requestId: string; atUs: bigint; actor: Actor },
): Promise<void> {
  const { partition, organisationId } = target;
  await ledger.acts.requests.execute(
    { id: requestId, partition, organisationId },
    { type: 'ConfirmRequest', requestId, codeDigest: null, attempts: 1, atUs },
    metaOf(ledger, actor),
  );
  await makeLast(ledger, target, { requestId, atUs, actor });
}

/** A person of staff rejects it. */
export async function rejectRequest(
  ledger: Ledger,
  target: RecipientRef,
  { requestId, actor }: { requestId: string; actor: Actor },
): Promise<void> {
  await lapse(ledger, target, { requestId, rejected: true, actor });
}

/** Ends a request whose time is over, and what it has suppressed; done again it changes nothing. */
export async function lapseRequest(
  ledger: Ledger,
  target: RecipientRef,
  requestId: string,
): Promise<void> {
  await lapse(ledger, target, { requestId, rejected: false, actor: LEDGER });
}

async function lapse(
  ledger: Ledger,
  target: RecipientRef,
  { requestId, rejected, actor }: { requestId: string; rejected: boolean; actor: Actor },
): Promise<void> {
  const { partition, organisationId } = target;
  const executed = await ledger.acts.requests.execute(
    { id: requestId, partition, organisationId },
    { type: 'LapseRequest', requestId, rejected, atUs: ledger.clock.nowUs() },
    metaOf(ledger, actor),
  );
  if (executed.ok && executed.value.state.status === 'LAPSED') {
    await liftRequest(ledger, target, requestId);
  }
}

async function record(
  ledger: Ledger,
  { order, target, requestId }: { order: OnBehalf; target: RecipientRef; requestId: string },
): Promise<void> {
  const { request } = ledger.texts.rules;
  const { organisationId, partition } = target;
  const atUs = ledger.clock.nowUs();
  const requester = digestId(ledger, 'rqr', [organisationId, order.requester]);
  const counted = await ledger.acts.requesters.execute(
    { id: requester, partition, organisationId },
    {
      requestId,
      organisationId,
      atUs,
      max: request.per_requester,
      perUs: request.per_requester_hours * US_PER_HOUR,
    },
    metaOf(ledger, order.actor),
  );
  const toBeReviewed = counted.ok && isBeyond(counted.value.state.requests, requestId);
  const code = randomInt(10 ** CODE_DIGITS)
    .toString()
    .padStart(CODE_DIGITS, '0');
  const everywhere = allPoliticalRecipientOf(ledger, order.address);
  const contentSeq = await ledger.sealed.seal(target, everywhere.recipient, {
    id: requestId,
    address: order.address,
    text: code,
  });
  await ledger.acts.requests.execute(
    { id: requestId, partition, organisationId },
    {
      type: 'OpenRequest',
      requestId,
      organisationId,
      recipient: target.recipient,
      requester,
      codeDigest: digestOf(ledger, requestId, code),
      senderId: order.senderId,
      language: order.language,
      contentSeq: BigInt(contentSeq),
      toBeReviewed,
      openedAtUs: atUs,
      expiresAtUs: atUs + BigInt(request.held_hours * US_PER_HOUR),
    },
    metaOf(ledger, order.actor),
  );
}

function isBeyond(requests: { requestId: string; exceeds: boolean }[], requestId: string): boolean {
  return requests.findLast((each) => each.requestId === requestId)?.exceeds === true;
}

function reviewOf(
  ledger: Ledger,
  requestId: string,
  {
    openedAtUs,
    contentSeq,
    language,
  }: { openedAtUs: number; contentSeq: number; language: string },
) {
  return {
    reviewId: digestId(ledger, 'rev', [requestId, String(openedAtUs)]),
    ground: '',
    inboundId: '',
    contentSeq: BigInt(contentSeq),
    ruleId: '',
    language,
    requestId,
  };
}

async function suppressWhileHeld(
  ledger: Ledger,
  target: RecipientRef,
  { requestId, atUs }: { requestId: string; atUs: bigint },
): Promise<void> {
  await recordOptOutOf(ledger, target, {
    ...optOutBy(requestId, atUs),
    ground: requestGround(requestId),
    provisional: true,
    actor: LEDGER,
  });
}

/** Makes the opt-out of a confirmed request last; done again it changes nothing. */
export async function makeLast(
  ledger: Ledger,
  target: RecipientRef,
  { requestId, atUs, actor }: { requestId: string; atUs: bigint; actor: Actor },
): Promise<{ effectiveAfterUs: bigint }> {
  const recorded = await recordOptOutOf(ledger, target, {
    ...optOutBy(requestId, atUs),
    provisional: false,
    actor,
  });
  return { effectiveAfterUs: recorded.ok ? recorded.value.effectiveAfterUs : 0n };
}

/** Takes back what a request that lapsed has set; done again it changes nothing. */
export async function liftRequest(
  ledger: Ledger,
  target: RecipientRef,
  requestId: string,
): Promise<void> {
  await liftGround(ledger, target, {
    scope: Scope.SCOPE_ORGANISATION,
    scopeId: '',
    ground: requestGround(requestId),
    cause: LiftCause.LIFT_CAUSE_REQUEST_LAPSED,
    note: '',
    receivedAtUs: ledger.clock.nowUs(),
    actor: LEDGER,
  });
}

function optOutBy(requestId: string, receivedAtUs: bigint) {
  return {
    scope: Scope.SCOPE_ORGANISATION,
    scopeId: '',
    source: Source.SOURCE_REQUEST,
    inboundId: '',
    tier: '',
    ruleId: '',
    dataVersion: '',
    receivedAtUs,
    proof: requestId,
  };
}

/** Six digits are guessed quickly, so their digest is keyed. */
function digestOf({ vault }: Ledger, requestId: string, code: string): string {
  return vault.keyedDigest('request-code', `${requestId}:${code}`);
}
