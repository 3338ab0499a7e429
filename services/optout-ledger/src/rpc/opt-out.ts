import { type OptOutRequest, type OptOutResponse, Scope } from '@hustings/contracts/optout';
import { type Principal, RpcFailure } from '@hustings/service-kit';
import type { Ledger } from '../app/ledger.ts';
import { type OptOutOrder, recordOptOut } from '../app/record-opt-out.ts';
import type { OptoutTelemetry } from '../telemetry.ts';
import { actorOf, actsForAnybody, callerKindOf, checkSource, organisationOf } from './caller.ts';
import { readAddress, readId } from './check-request.ts';
import { failureOf, withBarrierFailure } from './failures.ts';

/** OptOut: staff, the organisation's administrator or a service records a request of the recipient. */
export async function answerOptOut(
  ledger: Ledger,
  telemetry: OptoutTelemetry,
  call: { request: OptOutRequest; principal: Principal },
): Promise<OptOutResponse> {
  const order = readOrder(call.request, call.principal);
  const receivedAtUs = ledger.clock.nowUs();
  const recorded = await withBarrierFailure(recordOptOut(ledger, { ...order, receivedAtUs }));
  if (!recorded.ok) throw failureOf(recorded.error);
  const { seq, ...record } = recorded.value;
  telemetry.noteEffect(record.effectiveAfterUs);
  const withProvider = await listWithProvider(ledger, order.organisationId, record.recipient);
  return {
    ...record,
    seq: BigInt(seq),
    withProvider: withProvider ?? [],
    withProviderKnown: withProvider !== null,
  };
}

/** Only within an organisation can it be told what is under way to a recipient. */
async function listWithProvider(ledger: Ledger, organisationId: string, recipient: string) {
  return organisationId === ''
    ? null
    : ledger.withProvider.list(organisationId, ledger.vault.inUse(organisationId, recipient));
}

function readOrder(
  request: OptOutRequest,
  principal: Principal,
): Omit<OptOutOrder, 'receivedAtUs'> {
  const kind = callerKindOf(principal);
  if (kind === 'tool' || kind === 'other') {
    throw RpcFailure.denied(
      'ROLE_MISSING',
      'use a credential of the organisation’s administrator, of staff or of a service',
    );
  }
  checkSource(kind, request.source);
  return {
    address: readAddress(request.address),
    organisationId: readOrganisation(request, principal),
    scope: request.scope,
    scopeId: request.scopeId === '' ? '' : readId('scope_id', request.scopeId),
    source: request.source,
    inboundId: '',
    tier: '',
    ruleId: '',
    dataVersion: '',
    provisional: false,
    actor: actorOf(principal),
  };
}

/** An organisation that could opt people out of its rivals would empty their lists. */
function readOrganisation(request: OptOutRequest, principal: Principal): string {
  if (request.scope !== Scope.SCOPE_ALL_POLITICAL) {
    return organisationOf(principal, request.organisationId);
  }
  if (actsForAnybody(callerKindOf(principal))) return '';
  throw RpcFailure.denied(
    'SCOPE_NOT_ALLOWED',
    'only the recipient can opt out from all political senders',
  );
}
