import type {
  ConfirmRequestRequest,
  ConfirmRequestResponse,
  OpenRequestRequest,
  OpenRequestResponse,
} from '@hustings/contracts/optout';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { languagesOf } from '@hustings/recognition';
import { type Principal, RpcFailure } from '@hustings/service-kit';
import { type Ledger, refOf } from '../app/ledger.ts';
import { confirmRequest, openRequest } from '../app/on-behalf.ts';
import type { OpenWork } from '../app/open-work.ts';
import { actorOf, actsForAnybody, callerKindOf } from './caller.ts';
import { readAddress, readId } from './check-request.ts';
import { withBarrierFailure } from './failures.ts';

/** A number, a handle or an id. */
const MAX_REQUESTER_CHARS = 256;

/** OpenRequest: staff or a service, for somebody who speaks for another number. */
export async function answerOpenRequest(
  ledger: Ledger,
  request: OpenRequestRequest,
  principal: Principal,
): Promise<OpenRequestResponse> {
  requireStaffOrService(principal);
  const { requester } = request;
  if (requester === '' || requester.length > MAX_REQUESTER_CHARS) {
    const description = `must have 1 to ${MAX_REQUESTER_CHARS} characters`;
    throw RpcFailure.invalid('REQUESTER_INVALID', `requester ${description}`, [
      { field: 'requester', description },
    ]);
  }
  const address = readAddress(request.address);
  const opened = await withBarrierFailure(
    openRequest(ledger, {
      address,
      organisationId: readId('organisation_id', request.organisationId),
      senderId: readId('sender_id', request.senderId),
      requester,
      language: request.language === '' ? (languagesOf('', address)[0] ?? '') : request.language,
      receivedAtUs: ledger.clock.nowUs(),
      actor: actorOf(principal),
    }),
  );
  const { requestId, toBeReviewed, expiresAtUs } = opened;
  return { requestId, toBeReviewed, expiresAt: timestampFromUs(BigInt(expiresAtUs)) };
}

/** ConfirmRequest: the code that came to the number. */
export async function answerConfirmRequest(
  ledger: Ledger,
  work: OpenWork,
  { request, principal }: { request: ConfirmRequestRequest; principal: Principal },
): Promise<ConfirmRequestResponse> {
  requireStaffOrService(principal);
  const known = work.requests.get(request.requestId);
  if (known === undefined) throw unknownRequest();
  const { organisationId, recipient, requestId } = known.opened;
  const target = { ...refOf(ledger, organisationId, recipient), requestId };
  const confirmed = await withBarrierFailure(confirmRequest(ledger, target, request.code));
  if (confirmed.ok) return confirmed.value;
  switch (confirmed.error.reason) {
    case 'RequestUnknown':
      throw unknownRequest();
    case 'RequestLapsed':
      throw RpcFailure.precondition('REQUEST_LAPSED', 'the request has lapsed; open a new one');
    case 'CodeWrong':
      throw RpcFailure.precondition('CODE_WRONG', 'the code is not the one that was sent');
  }
}

function unknownRequest(): RpcFailure {
  return RpcFailure.notFound('REQUEST_UNKNOWN', 'there is no such request');
}

function requireStaffOrService(principal: Principal): void {
  if (actsForAnybody(callerKindOf(principal))) return;
  throw RpcFailure.denied('ROLE_MISSING', 'use a credential of staff or of a service');
}
