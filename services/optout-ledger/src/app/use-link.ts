import { ActorKind } from '@hustings/contracts/log';
import {
  type LinkClaims,
  LinkPurpose,
  Scope,
  ServiceTextKind,
  Source,
  type WithProvider,
} from '@hustings/contracts/optout';
import { err, ok, type Result } from '@hustings/kernel';
import type { RecipientRejection } from '../domain/recipient.ts';
import { type Ledger, metaOf, type RecipientRef, recipientOf, refOf } from './ledger.ts';
import { recordOptOutOf } from './record-opt-out.ts';
import { orderText } from './service-text.ts';
import { linkIdOf, signLink } from './signed-link.ts';

/** Whom a link is for. */
export interface LinkOrder {
  /** Canonical. */
  address: string;
  organisationId: string;
  purpose: LinkPurpose;
  senderId: string;
  campaignId: string;
  byService: boolean;
}

export type LinkUseFault =
  | RecipientRejection
  /** The choice is not offered by this link. */
  | { reason: 'ScopeNotOffered' }
  /** The person was asked a question within the last day: the yes could be meant for that one. */
  | { reason: 'AskedLately' }
  /** The recipient's key was erased, so that the wider pseudonym cannot be found. */
  | { reason: 'RecipientErased' };

const US_PER_HOUR = 3_600_000_000;
const S_PER_DAY = 86_400;

/** Issues a link. For an opt-in the address is sealed, so that the question can be sent to it. */
export async function issueLink(
  ledger: Ledger,
  { address, byService, ...order }: LinkOrder,
): Promise<{ token: string; expiresAtS: bigint }> {
  const own = recipientOf(ledger, order.organisationId, address);
  const everywhere = ledger.vault.allPoliticalPseudonym(address);
  const contentSeq = await ledger.sealed.seal(own, everywhere, {
    id: contentIdOf(own.recipient),
    address,
    text: '',
  });
  const days = BigInt(ledger.texts.rules.link.valid_days);
  const expiresAtS = ledger.clock.nowUs() / 1_000_000n + days * BigInt(S_PER_DAY);
  const claims = {
    ...order,
    recipient: own.recipient,
    expiresAtS,
    byService,
    contentSeq: BigInt(contentSeq),
  };
  return { token: signLink(ledger, claims), expiresAtS };
}

/**
 * What the person may choose. All political senders only on links that the platform issued: an organisation that issues links
 * for its rivals' people could empty their lists.
 */
export function scopesOf({ purpose, senderId, campaignId, byService }: LinkClaims): Scope[] {
  const whole = [Scope.SCOPE_ORGANISATION, ...(byService ? [Scope.SCOPE_ALL_POLITICAL] : [])];
  if (purpose === LinkPurpose.LINK_PURPOSE_OPT_IN) return whole;
  return [
    ...(senderId === '' ? [] : [Scope.SCOPE_SENDER]),
    ...(campaignId === '' ? [] : [Scope.SCOPE_CAMPAIGN]),
    ...whole,
  ];
}

export interface UsedLink {
  effectiveAfterUs: bigint;
  already: boolean;
  withProvider: WithProvider[] | null;
}

/** Opts out as the person chose; used again it changes nothing that stands. Throws `BarrierTimeout`. */
export async function optOutByLink(
  ledger: Ledger,
  { claims, token, scope }: { claims: LinkClaims; token: string; scope: Scope },
): Promise<Result<UsedLink, LinkUseFault>> {
  if (!scopesOf(claims).includes(scope)) return err({ reason: 'ScopeNotOffered' });
  const own = refOf(ledger, claims.organisationId, claims.recipient);
  const target = await targetOf(ledger, own, scope);
  if (target === null) return err({ reason: 'RecipientErased' });
  const recorded = await recordOptOutOf(ledger, target, {
    scope,
    scopeId: scopeIdOf(claims, scope),
    source: Source.SOURCE_LINK,
    inboundId: '',
    tier: 'T0',
    ruleId: 'link',
    dataVersion: '',
    provisional: false,
    receivedAtUs: ledger.clock.nowUs(),
    senderId: scope === Scope.SCOPE_ALL_POLITICAL ? '' : claims.senderId,
    proof: linkIdOf(ledger, token),
  });
  if (!recorded.ok) return recorded;
  const { effectiveAfterUs, already } = recorded.value;
  const withProvider = await ledger.withProvider.list(
    own.organisationId,
    ledger.vault.inUse(own.organisationId, own.recipient),
  );
  return ok({ effectiveAfterUs, already, withProvider });
}

/** Begins a double opt-in: nothing is lifted before the person says yes from the number itself. */
export async function beginOptInByLink(
  ledger: Ledger,
  { claims, token, language }: { claims: LinkClaims; token: string; language: string },
): Promise<Result<null, RecipientRejection>> {
  const { organisationId, recipient, senderId, contentSeq } = claims;
  const own = refOf(ledger, organisationId, recipient);
  const begunAtUs = ledger.clock.nowUs();
  const openUs = BigInt(ledger.texts.rules.opt_in.open_hours * US_PER_HOUR);
  const proof = linkIdOf(ledger, token);
  const begun = await ledger.store.execute(
    own,
    {
      type: 'BeginOptIn',
      recipient,
      organisationId,
      wording: `opt_in ${language}`,
      proof,
      begunAtUs,
      expiresAtUs: begunAtUs + openUs,
    },
    metaOf(ledger, { kind: ActorKind.ACTOR_KIND_RECIPIENT, id: recipient }),
  );
  if (!begun.ok) return begun;
  await orderText(ledger, {
    recipient: own,
    kind: ServiceTextKind.SERVICE_TEXT_KIND_OPT_IN,
    senderId,
    language,
    cause: `${proof}-${begunAtUs}`,
    contentSeq,
    contentId: contentIdOf(recipient),
    receivedAtUs: begunAtUs,
  });
  return ok(null);
}

/**
 * Begins a double opt-in towards all political senders. The question is ordered first: what nobody was asked, nobody can say yes
 * to. It goes out from one sender, and only a yes to that number counts.
 */
export async function beginWideOptInByLink(
  ledger: Ledger,
  { claims, token, language }: { claims: LinkClaims; token: string; language: string },
): Promise<Result<null, LinkUseFault>> {
  if (!scopesOf(claims).includes(Scope.SCOPE_ALL_POLITICAL)) {
    return err({ reason: 'ScopeNotOffered' });
  }
  const own = refOf(ledger, claims.organisationId, claims.recipient);
  const everywhere = await targetOf(ledger, own, Scope.SCOPE_ALL_POLITICAL);
  if (everywhere === null) return err({ reason: 'RecipientErased' });
  const begunAtUs = ledger.clock.nowUs();
  const proof = linkIdOf(ledger, token);
  const asked = await orderText(ledger, {
    recipient: own,
    kind: ServiceTextKind.SERVICE_TEXT_KIND_OPT_IN_ALL,
    senderId: claims.senderId,
    language,
    cause: `${proof}-${begunAtUs}`,
    contentSeq: claims.contentSeq,
    contentId: contentIdOf(claims.recipient),
    receivedAtUs: begunAtUs,
  });
  if (!asked) return err({ reason: 'AskedLately' });
  const { recipient, organisationId } = everywhere;
  const begun = await ledger.store.execute(
    everywhere,
    {
      type: 'BeginOptIn',
      recipient,
      organisationId,
      wording: `opt_in_all ${language}`,
      proof,
      begunAtUs,
      expiresAtUs: begunAtUs + BigInt(ledger.texts.rules.opt_in.open_hours * US_PER_HOUR),
      askedFrom: askedFromOf(ledger, claims.senderId),
    },
    metaOf(ledger, { kind: ActorKind.ACTOR_KIND_RECIPIENT, id: recipient }),
  );
  return begun.ok ? ok(null) : begun;
}

/** Names the sender that asked, without telling readers of that partition who writes to whom. */
export function askedFromOf({ vault }: Pick<Ledger, 'vault'>, senderId: string): string {
  return vault.keyedDigest('opt-in-from', senderId).slice(0, 24);
}

/** Whom an opt-out of that scope is recorded for; null when the wider pseudonym cannot be found. */
export async function targetOf(
  ledger: Ledger,
  own: RecipientRef,
  scope: Scope,
): Promise<RecipientRef | null> {
  if (scope !== Scope.SCOPE_ALL_POLITICAL) return own;
  const pseudonym = await ledger.sealed.allPoliticalOf(own);
  return pseudonym === null ? null : refOf(ledger, '', pseudonym);
}

/** What a scope of the link names: its sender, its campaign, or nothing. */
export function scopeIdOf({ senderId, campaignId }: LinkClaims, scope: Scope): string {
  if (scope === Scope.SCOPE_SENDER) return senderId;
  return scope === Scope.SCOPE_CAMPAIGN ? campaignId : '';
}

function contentIdOf(recipient: string): string {
  return `link-${recipient}`;
}
