import {
  type GetConsentRequest,
  type GetConsentResponse,
  type RecordConsentRequest,
  type RecordConsentResponse,
  Scope,
} from '@hustings/contracts/optout';
import { timestampFromUs, usFromTimestamp } from '@hustings/contracts/timestamp';
import { type Principal, RpcFailure } from '@hustings/service-kit';
import { type Ledger, metaOf, recipientOf } from '../app/ledger.ts';
import { findStanding } from '../domain/standing.ts';
import { actorOf, organisationOf, requireOwnerOrStaff, requireReader } from './caller.ts';
import { readAddress, readId, readProof } from './check-request.ts';
import { failureOf } from './failures.ts';

/** A declaration of consent is a paragraph. */
const MAX_WORDING_CHARS = 2_000;

/** RecordConsent: the organisation or staff records what the person agreed to. It lifts nothing. */
export async function answerRecordConsent(
  ledger: Ledger,
  request: RecordConsentRequest,
  principal: Principal,
): Promise<RecordConsentResponse> {
  requireOwnerOrStaff(principal);
  const organisationId = organisationOf(principal, request.organisationId);
  const target = recipientOf(ledger, organisationId, readAddress(request.address));
  const { wording, givenAt } = request;
  if (wording.trim() === '' || wording.length > MAX_WORDING_CHARS) {
    throw invalid('WORDING_INVALID', 'wording', `must have 1 to ${MAX_WORDING_CHARS} characters`);
  }
  if (givenAt === undefined) throw invalid('GIVEN_AT_MISSING', 'given_at', 'must be stated');
  const recorded = await ledger.store.execute(
    target,
    {
      type: 'RecordConsent',
      recipient: target.recipient,
      organisationId,
      source: readId('source', request.source),
      wording,
      givenAtUs: usFromTimestamp(givenAt),
      proof: readProof(request.proof),
      nowUs: ledger.clock.nowUs(),
    },
    metaOf(ledger, actorOf(principal)),
  );
  if (!recorded.ok) throw failureOf(recorded.error);
  return { recipient: target.recipient };
}

/** GetConsent: the consent that counts now; none while an opt-out stands. */
export async function answerGetConsent(
  ledger: Ledger,
  request: GetConsentRequest,
  principal: Principal,
): Promise<GetConsentResponse> {
  requireReader(principal);
  const organisationId = organisationOf(principal, request.organisationId);
  const target = recipientOf(ledger, organisationId, readAddress(request.address));
  const { state } = await ledger.store.load(target);
  const { consent } = state;
  const suppressed = findStanding(state, Scope.SCOPE_ORGANISATION, '') !== undefined;
  if (consent === null || suppressed) {
    return { given: false, source: '', wording: '', givenAt: undefined, proof: '' };
  }
  const { source, wording, proof, givenAtUs } = consent;
  return { given: true, source, wording, proof, givenAt: timestampFromUs(BigInt(givenAtUs)) };
}

function invalid(reason: string, field: string, description: string): RpcFailure {
  return RpcFailure.invalid(reason, `${field} ${description}`, [{ field, description }]);
}
