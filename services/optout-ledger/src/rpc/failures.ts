import { BarrierTimeout } from '@hustings/event-log';
import { unreachable } from '@hustings/kernel';
import { RpcFailure } from '@hustings/service-kit';
import type { RecipientRejection } from '../domain/recipient.ts';

/** Turns a barrier that was not passed in time into what the caller can act on; the opt-out stands all the same. */
export async function withBarrierFailure<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof BarrierTimeout)) throw error;
    throw RpcFailure.unavailable(
      'BARRIER_TIMEOUT',
      'the opt-out is recorded and stands, but not everybody who lets messages out confirmed it; repeat the call',
      error,
    );
  }
}

/** A refused request as what goes over the wire. */
export function failureOf(rejection: RecipientRejection): RpcFailure {
  switch (rejection.reason) {
    case 'ScopeMissing':
      return invalid('SCOPE_MISSING', 'scope', 'must say how far the opt-out reaches');
    case 'ScopeIdMismatch':
      return invalid(
        'SCOPE_ID_MISMATCH',
        'scope_id',
        'must name the sender or campaign of such a scope, and be empty for wider ones',
      );
    case 'SourceMissing':
      return invalid('SOURCE_MISSING', 'source', 'must say where the request came from');
    case 'LaterRequestStands':
      return RpcFailure.precondition(
        'LATER_REQUEST_STANDS',
        'a later request by the person is recorded; this one changes nothing',
      );
    case 'ControlStands':
      return RpcFailure.precondition(
        'CONTROL_STANDS',
        'a control at the provider has set the opt-out; only the person can reset it there',
      );
    case 'NoOptInOpen':
      return RpcFailure.precondition(
        'NO_OPT_IN_OPEN',
        'no double opt-in that the person began is open',
      );
    case 'OptOutStands':
      return RpcFailure.precondition(
        'OPT_OUT_STANDS',
        'the person has opted out; only the person can undo that, by START from the same number',
      );
    case 'ConsentDead':
      return RpcFailure.precondition(
        'CONSENT_DEAD',
        'the consent is older than an opt-out or a change of the number, so it counts no more',
      );
    case 'ConsentInFuture':
      return invalid('CONSENT_IN_FUTURE', 'given_at', 'must not lie in the future');
    case 'TooManyLinks':
      return RpcFailure.precondition(
        'TOO_MANY_LINKS',
        'one of the two is linked to as many others as a person may have',
      );
    case 'LinkToItself':
      return invalid('LINK_TO_ITSELF', 'second_address', 'must differ from the first');
    default:
      return unreachable(rejection);
  }
}

function invalid(reason: string, field: string, description: string): RpcFailure {
  return RpcFailure.invalid(reason, `${field} ${description}`, [{ field, description }]);
}
