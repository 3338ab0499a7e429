import { Hold as HoldMessage } from '@hustings/contracts/enforcement';
import { RpcFailure } from '@hustings/service-kit';
import { wireHeld } from '../adapters/hold-codec.ts';
import { sayInstant } from '../domain/case/wording.ts';
import type { HoldRejection } from '../domain/hold/commands.ts';
import type { Hold } from '../domain/hold/state.ts';
import { timestamp } from './case-message.ts';

/** A hold as callers see it. Neither suspect credentials nor who decided are told: an intruder may be reading. */
export function holdMessage(hold: Hold): HoldMessage {
  const { holdId, organisationId, status, placedAs, reasons, confirmed, recipientsTold } = hold;
  return {
    ...HoldMessage.create(),
    ...{ holdId, organisationId, status, placedAs, reasons, confirmed, recipientsTold },
    ...wireHeld(hold.subject),
    placedAt: timestamp(hold.placedAtUs),
    suspectedSince: timestamp(hold.suspectedSinceUs),
    reviewBy: timestamp(hold.reviewByUs),
    contactsTold: hold.notices.length,
  };
}

/** A refusal about a hold as the caller sees it: one line that says what to do. */
export function refuseHold(rejection: HoldRejection): RpcFailure {
  const { reason } = rejection;
  switch (rejection.reason) {
    case 'HOLD_UNKNOWN':
      return RpcFailure.notFound(reason, 'no such hold; ListHolds shows the ids');
    case 'CONFLICT_OF_INTEREST':
      return RpcFailure.denied(reason, 'a conflict of interest was declared; another must act');
    case 'ALREADY_HELD':
      return RpcFailure.conflict(reason, `hold ${rejection.holdId} freezes it already`);
    case 'HOLD_REASONS_LENGTH':
      return invalid(reason, 'reasons', `has to have 1 to ${rejection.max} characters`);
    case 'PROOF_LENGTH':
      return invalid(reason, 'proof', `has to have 1 to ${rejection.max} characters`);
    case 'SUSPECTED_SINCE_INVALID': {
      const { earliestUs, latestUs } = rejection;
      const between = `from ${sayInstant(earliestUs)} to ${sayInstant(latestUs)}`;
      return invalid(reason, 'suspected_since', `has to lie ${between}`);
    }
    case 'TOO_MANY_SUSPECTS':
      return invalid(reason, 'suspect_credential_ids', `names at most ${rejection.max}`);
    case 'HOLD_LIFTED':
      return RpcFailure.precondition(reason, 'the hold was lifted already');
    case 'HOLD_ALREADY_REVIEWED':
      return RpcFailure.precondition(reason, 'somebody looked at the hold already');
    case 'REVIEWER_PLACED_HOLD':
      return RpcFailure.denied(reason, 'who placed the hold does not review it');
    case 'LIFTER_INVOLVED':
      return RpcFailure.denied(
        reason,
        'who placed the hold, or verified the owner, does not lift it',
      );
    case 'CREDENTIAL_NOT_THEIRS':
      return invalid(reason, 'trusted_credential_id', 'has to be a live one of the organisation');
    case 'CREDENTIAL_SUSPECT':
      return invalid(reason, 'trusted_credential_id', 'is one of the suspect ones');
    case 'OWNER_ALREADY_REVERIFIED':
      return RpcFailure.precondition(reason, 'the owner was verified anew; lift the hold');
    case 'OWNER_NOT_REVERIFIED':
      return RpcFailure.precondition(reason, 'verify the owner anew first (ReverifyOwner)');
    case 'SUSPECT_CREDENTIAL_LIVE':
      return RpcFailure.precondition(
        reason,
        `revoke first what the intruder holds: ${rejection.credentialIds.join(', ')}`,
      );
    case 'RECIPIENTS_ALREADY_TOLD':
      return RpcFailure.precondition(reason, 'people were told already, and are told once');
    case 'HOLD_NOT_DUE':
    case 'HOLD_DOES_NOT_LAPSE':
      return RpcFailure.precondition(reason, 'the hold does not end by itself now');
  }
}

function invalid(reason: string, field: string, description: string): RpcFailure {
  return RpcFailure.invalid(reason, `${field} ${description}`, [{ field, description }]);
}
