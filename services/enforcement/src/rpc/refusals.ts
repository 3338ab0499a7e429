import { RpcFailure } from '@hustings/service-kit';
import { ViewBehind } from '../app/views.ts';
import type { CaseRejection } from '../domain/case/commands.ts';
import type { PolicyRejection } from '../domain/policy/decider.ts';
import { refuseAppellant } from './appeal-refusals.ts';

/** A refusal of a case as the caller sees it: one line that says what to do. */
export function refuseCaller(rejection: CaseRejection): RpcFailure {
  const { reason } = rejection;
  const ofAppeal = refuseAppellant(rejection);
  if (ofAppeal) return ofAppeal;
  switch (rejection.reason) {
    case 'CASE_UNKNOWN':
    case 'MEASURE_UNKNOWN':
      return RpcFailure.notFound(
        'MEASURE_UNKNOWN',
        'no such measure against this organisation; its notice names the id',
      );
    default:
      return RpcFailure.precondition(reason, 'the case does not allow this step now');
  }
}

/** A refusal of an approval as the officer sees it. */
export function refuseOfficer(rejection: PolicyRejection): RpcFailure {
  const { reason } = rejection;
  switch (rejection.reason) {
    case 'POLICY_UNKNOWN':
      return RpcFailure.notFound(reason, 'no such document; propose it first');
    case 'POLICY_ALREADY_ACTIVATED':
      return RpcFailure.precondition(
        reason,
        'the document was activated before; to return to it, propose it with another note',
      );
    case 'APPROVER_IS_PROPOSER':
      return RpcFailure.denied(reason, 'the proposer cannot approve; two other officers must');
    case 'SILENCE_HAS_BEGUN':
      return RpcFailure.precondition(
        reason,
        `the document would lift or shorten the silence of election ${rejection.electionId} in ${rejection.zone}, which has begun`,
      );
    case 'ALREADY_APPROVED_BY_CALLER':
      return RpcFailure.denied(reason, 'the credential has approved already; another must');
  }
}

/** Runs a read or an order; a view that is behind becomes an answer to retry on. */
export async function answer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ViewBehind)) throw error;
    throw RpcFailure.unavailable('VIEW_BEHIND', 'the view is behind the log; retry', error);
  }
}
