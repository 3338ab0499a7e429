import {
  type IssueLinkRequest,
  type IssueLinkResponse,
  type LinkClaims,
  LinkPurpose,
  type ReadLinkRequest,
  type ReadLinkResponse,
  Scope,
  type UseLinkRequest,
  type UseLinkResponse,
} from '@hustings/contracts/optout';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { unreachable } from '@hustings/kernel';
import { type Principal, RpcFailure } from '@hustings/service-kit';
import type { Ledger } from '../app/ledger.ts';
import { viewLink } from '../app/read-link.ts';
import { type LinkFault, verifyLink } from '../app/signed-link.ts';
import {
  beginOptInByLink,
  beginWideOptInByLink,
  issueLink,
  type LinkUseFault,
  optOutByLink,
  scopesOf,
} from '../app/use-link.ts';
import { callerKindOf, organisationOf } from './caller.ts';
import { readAddress, readId } from './check-request.ts';
import { failureOf, withBarrierFailure } from './failures.ts';

const US_PER_S = 1_000_000n;

/** IssueLink: organisations and their tools for opt-outs from themselves; services for everything. */
export async function answerIssueLink(
  ledger: Ledger,
  request: IssueLinkRequest,
  principal: Principal,
): Promise<IssueLinkResponse> {
  const kind = callerKindOf(principal);
  const { purpose } = request;
  if (kind === 'other' || kind === 'staff') {
    throw RpcFailure.denied('ROLE_MISSING', 'use a credential of the organisation or of a service');
  }
  if (purpose !== LinkPurpose.LINK_PURPOSE_OPT_OUT && purpose !== LinkPurpose.LINK_PURPOSE_OPT_IN) {
    const description = 'must say what the link is for';
    throw RpcFailure.invalid('LINK_PURPOSE_MISSING', `purpose ${description}`, [
      { field: 'purpose', description },
    ]);
  }
  if (purpose === LinkPurpose.LINK_PURPOSE_OPT_IN && kind !== 'service') {
    throw RpcFailure.denied('PURPOSE_NOT_ALLOWED', 'only the person can begin an opt-in');
  }
  const { token, expiresAtS } = await issueLink(ledger, {
    address: readAddress(request.address),
    organisationId: organisationOf(principal, request.organisationId),
    purpose,
    senderId: readId('sender_id', request.senderId),
    campaignId: request.campaignId === '' ? '' : readId('campaign_id', request.campaignId),
    byService: kind === 'service',
  });
  const url = ledger.pagesUrl === '' ? '' : `${ledger.pagesUrl}/o/${token}`;
  return { token, url, expiresAt: timestampFromUs(expiresAtS * US_PER_S) };
}

/** ReadLink: what the page offers. */
export async function answerReadLink(
  ledger: Ledger,
  { token }: ReadLinkRequest,
): Promise<ReadLinkResponse> {
  const claims = claimsOf(ledger, token, null);
  const { purpose, organisationId, senderId, campaignId, expiresAtS } = claims;
  const { stands, confirmed, undoToken } = await viewLink(ledger, claims);
  return {
    purpose,
    organisationId,
    senderId,
    campaignId,
    scopes: scopesOf(claims),
    stands: stands.map(({ sinceUs, ...each }) => ({
      ...each,
      since: timestampFromUs(BigInt(sinceUs)),
    })),
    confirmed,
    undoToken,
    expiresAt: timestampFromUs(expiresAtS * US_PER_S),
  };
}

/** UseLink: what the person chose. */
export async function answerUseLink(
  ledger: Ledger,
  { token, purpose, scope: chosen, language }: UseLinkRequest,
): Promise<UseLinkResponse> {
  const claims = claimsOf(ledger, token, purpose);
  const scope = chosen === Scope.SCOPE_UNSPECIFIED ? Scope.SCOPE_ORGANISATION : chosen;
  if (purpose === LinkPurpose.LINK_PURPOSE_OPT_IN) {
    await beginOptIn(ledger, { claims, token, language, scope });
    return { scope: 0, effectiveAfterUs: 0n, already: false, withProvider: [] };
  }
  const used = await withBarrierFailure(optOutByLink(ledger, { claims, token, scope }));
  if (!used.ok) throw useFailure(used.error);
  const { withProvider, ...rest } = used.value;
  return { scope, ...rest, withProvider: withProvider ?? [] };
}

async function beginOptIn(
  ledger: Ledger,
  { scope, ...use }: { claims: LinkClaims; token: string; language: string; scope: Scope },
): Promise<void> {
  if (!scopesOf(use.claims).includes(scope)) throw useFailure({ reason: 'ScopeNotOffered' });
  const begun =
    scope === Scope.SCOPE_ALL_POLITICAL
      ? await beginWideOptInByLink(ledger, use)
      : await beginOptInByLink(ledger, use);
  if (!begun.ok) throw useFailure(begun.error);
}

function claimsOf(ledger: Ledger, token: string, purpose: LinkPurpose | null): LinkClaims {
  const verified = verifyLink(ledger, token, purpose);
  if (verified.ok) return verified.value;
  throw linkFailure(verified.error);
}

function linkFailure({ reason }: LinkFault): RpcFailure {
  switch (reason) {
    case 'LinkForged':
      return RpcFailure.invalid('LINK_INVALID', 'the link was not issued here, or was changed');
    case 'LinkExpired':
      return RpcFailure.precondition(
        'LINK_EXPIRED',
        'the link has expired; STOP in reply to any message works at any time',
      );
    case 'LinkPurposeMismatch':
      return RpcFailure.invalid('LINK_PURPOSE_MISMATCH', 'the link serves another purpose');
    default:
      return unreachable(reason);
  }
}

function useFailure(fault: LinkUseFault): RpcFailure {
  if (fault.reason === 'ScopeNotOffered') {
    return RpcFailure.invalid(
      'SCOPE_NOT_OFFERED',
      'the link does not offer that; STOP ALL in reply to any message reaches all political senders',
    );
  }
  if (fault.reason === 'AskedLately') {
    return RpcFailure.precondition(
      'ASKED_LATELY',
      'the number was asked a question within the last day; begin again tomorrow',
    );
  }
  if (fault.reason === 'RecipientErased') {
    return RpcFailure.precondition(
      'RECIPIENT_ERASED',
      'the recipient’s data were erased, so the link reaches the organisation only',
    );
  }
  return failureOf(fault);
}
