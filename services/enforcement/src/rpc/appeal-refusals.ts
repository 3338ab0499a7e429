import { RpcFailure } from '@hustings/service-kit';
import type { CaseRejection } from '../domain/case/commands.ts';
import { sayInstant } from '../domain/case/wording.ts';

/** A refusal that concerns an appeal as the caller sees it; null for others. */
export function refuseAppellant(rejection: CaseRejection): RpcFailure | null {
  const { reason } = rejection;
  switch (rejection.reason) {
    case 'APPEAL_UNKNOWN':
      return RpcFailure.notFound(reason, 'no such appeal; GetCase shows the id');
    case 'GROUNDS_LENGTH':
      return tooLong(reason, 'grounds', rejection.max);
    case 'NEW_EVIDENCE_LENGTH':
      return tooLong(reason, 'new_evidence', rejection.max);
    case 'REASONS_LENGTH':
      return tooLong(reason, 'reasons', rejection.max);
    case 'ON_BEHALF_OF_INVALID': {
      const description = 'has to be "seat:<id>", "campaign:<id>", "tool:<id>" or empty';
      const field = 'on_behalf_of';
      return RpcFailure.invalid(reason, `${field} ${description}`, [{ field, description }]);
    }
    case 'APPEAL_ALREADY_FILED':
      return RpcFailure.conflict(
        reason,
        `appeal ${rejection.appealId} was filed against it already; after its decision new evidence can be brought once`,
      );
    case 'APPEALS_PAUSED':
      return RpcFailure.precondition(
        reason,
        `until ${sayInstant(rejection.untilUs)} no further appeal is taken against a measure that was appealed against before; the time to appeal stands still meanwhile`,
      );
    case 'APPEAL_WINDOW_CLOSED':
      return RpcFailure.precondition(
        reason,
        `the time to appeal ended at ${sayInstant(rejection.closedAtUs)}; state new_evidence to be heard all the same`,
      );
    case 'APPEAL_ALREADY_DECIDED':
      return RpcFailure.precondition(reason, 'the appeal was decided; GetCase shows how');
    case 'APPEAL_OVERDUE':
      return RpcFailure.precondition(
        reason,
        `it had to be decided by ${sayInstant(rejection.decideByUs)}; what was missed succeeds`,
      );
    case 'STAY_NOT_AVAILABLE':
      return RpcFailure.precondition(
        reason,
        `a measure ${rejection.measure} cannot be stayed, or is not in effect; file the appeal without a stay`,
      );
    case 'STAY_NOT_ASKED':
      return RpcFailure.precondition(reason, 'the appeal asks for no stay');
    case 'STAY_ALREADY_DECIDED':
      return RpcFailure.precondition(reason, 'the stay was decided; GetAppeal shows how');
    case 'NO_EARLIER_END':
      return RpcFailure.precondition(
        reason,
        rejection.endsAtUs === null
          ? 'the measure is not in effect, so it cannot end earlier; overturn it or let it stand'
          : `a reduced measure ends before ${sayInstant(rejection.endsAtUs)}`,
      );
    case 'REVIEWER_INVOLVED':
      return RpcFailure.denied(
        reason,
        'the credential took part in this case; another must decide',
      );
    case 'REVIEWER_IS_MACHINE':
      return RpcFailure.denied(reason, 'a person has to decide');
    default:
      return null;
  }
}

function tooLong(reason: string, field: string, max: number): RpcFailure {
  const description = `has to have 1 to ${max} characters`;
  return RpcFailure.invalid(reason, `${field} ${description}`, [{ field, description }]);
}
