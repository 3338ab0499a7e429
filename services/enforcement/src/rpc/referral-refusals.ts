import { RpcFailure } from '@hustings/service-kit';
import { sayInstant } from '../domain/case/wording.ts';
import type { ReferralRejection } from '../domain/referral/commands.ts';

/** A refusal about a referral as the caller sees it: one line that says what to do. */
export function refuseReferral(rejection: ReferralRejection): RpcFailure {
  const { reason } = rejection;
  switch (rejection.reason) {
    case 'REFERRAL_UNKNOWN':
      return RpcFailure.notFound(reason, 'no such referral');
    case 'REFERRAL_EXISTS':
      return RpcFailure.conflict(reason, 'the referral exists already');
    case 'REFERRAL_CLOSED':
      return RpcFailure.precondition(reason, `the referral is ${rejection.status.toLowerCase()}`);
    case 'REFERRAL_TEXT_LENGTH':
      return invalid(reason, rejection.field, `has 1 to ${rejection.max} characters`);
    case 'EFFECTIVE_DATE_INVALID':
      return invalid(reason, 'effective_date', 'is a date such as 2027-12-07 in an IANA time_zone');
    case 'NOTICE_NOT_AHEAD':
      return invalid(
        reason,
        'effective_date',
        `has to end in the future; it ended at ${sayInstant(rejection.effectiveAfterUs)}`,
      );
    case 'EVIDENCE_CLASSES_MISSING':
      return invalid(reason, 'evidence_classes', 'name the classes that will be relied on');
    case 'EVIDENCE_NOT_ANNOUNCED':
      return RpcFailure.precondition(
        reason,
        `the notice announced no evidence of class ${rejection.evidenceClass}`,
      );
    case 'EVIDENCE_HASH_INVALID':
      return invalid(reason, 'sha256', 'is the SHA-256 of the archived original, 64 hex digits');
    case 'EVIDENCE_URL_MISSING':
      return invalid(reason, 'url', 'says where the public statement was found');
    case 'EVIDENCE_LINK_UNKNOWN':
      return invalid(reason, 'linked_evidence_ids', `names no evidence: ${rejection.evidenceId}`);
    case 'EVIDENCE_IN_FUTURE':
      return invalid(reason, 'conduct_at_us', 'lies in the future');
    case 'TOO_MUCH_EVIDENCE':
      return RpcFailure.precondition(reason, `a referral holds ${rejection.max} items at most`);
    case 'PREDICATE_NOT_MET':
      return RpcFailure.precondition(
        reason,
        'the evidence does not carry a referral: on-platform, continued after the date, or linked before it',
      );
    case 'APPROVER_INVOLVED':
      return RpcFailure.denied(reason, 'who published or brought evidence does not approve');
    case 'CONFLICT_OF_INTEREST':
      return RpcFailure.denied(reason, 'the caller has a conflict of interest; another must act');
    case 'ALREADY_APPROVED':
      return RpcFailure.denied(reason, 'the credential has approved already; another must');
    case 'APPROVALS_MISSING':
      return RpcFailure.precondition(
        reason,
        `needs two reviewers and counsel; has ${rejection.deciders}${rejection.counsel ? ' and counsel' : ', no counsel'}`,
      );
    case 'RESPONDENT_ALREADY_TOLD':
      return RpcFailure.precondition(reason, 'that was recorded already');
    case 'RESPONDENT_NOT_TOLD':
      return RpcFailure.precondition(
        reason,
        'tell the respondent first, or record the law that forbids it (TellRespondent)',
      );
  }
}

function invalid(reason: string, field: string, description: string): RpcFailure {
  return RpcFailure.invalid(reason, `${field} ${description}`, [{ field, description }]);
}
