import { RpcFailure } from '@hustings/service-kit';
import type { CaseRejection } from '../domain/case/commands.ts';
import { sayInstant } from '../domain/case/wording.ts';
import { refuseAppellant } from './appeal-refusals.ts';

type Refused = CaseRejection | { reason: 'SUBJECT_UNKNOWN' | 'POLICY_MISSING' };

const HOUR_US = 3_600_000_000;

/** A refusal of an order in a case as a member of staff sees it: one line that says what to do. */
export function refuseOrder(rejection: Refused): RpcFailure {
  const { reason } = rejection;
  return (
    refusePeople(rejection) ??
    refuseText(rejection) ??
    refuseEvidence(rejection) ??
    refuseProposal(rejection) ??
    refuseAppellant(rejection as CaseRejection) ??
    RpcFailure.precondition(reason, 'the case does not allow this step now; GetCase shows why')
  );
}

function refusePeople(rejection: Refused): RpcFailure | null {
  const { reason } = rejection;
  switch (rejection.reason) {
    case 'CONFLICT_OF_INTEREST':
      return RpcFailure.denied(reason, 'the caller has a conflict of interest; another must act');
    case 'ONE_PERSON_TWO_ROLES':
      return RpcFailure.denied(
        reason,
        `the caller is ${rejection.held.toLowerCase()} in this case and cannot be ${rejection.wanted.toLowerCase()} as well; another must act`,
      );
    case 'NOT_ASSIGNED':
      return RpcFailure.denied(reason, 'the caller was not drawn for this panel');
    case 'NOT_THE_PROPOSER':
      return RpcFailure.denied(reason, 'only its proposer takes a proposal back');
    case 'REVIEWER_INVOLVED':
      return RpcFailure.denied(reason, 'the caller took part in this case; another must act');
    case 'ALREADY_VOTED':
      return RpcFailure.precondition(reason, 'the caller has voted');
    case 'NOBODY_ELIGIBLE':
      return RpcFailure.precondition(
        reason,
        `${rejection.needed} reviewer(s) who took no part are needed and ${rejection.eligible} there are; issue more, or bring in an external one`,
      );
    default:
      return null;
  }
}

function refuseText(rejection: Refused): RpcFailure | null {
  const { reason } = rejection;
  switch (rejection.reason) {
    case 'TEXT_LENGTH': {
      const { field, max } = rejection;
      const description = `has to have 1 to ${max} characters`;
      return RpcFailure.invalid(reason, `${field} ${description}`, [{ field, description }]);
    }
    case 'LEGAL_GROUND_MISSING': {
      const description = 'names the law: the measure, or its explanation, rests on one';
      return RpcFailure.invalid(reason, `legal_ground ${description}`, [
        { field: 'legal_ground', description },
      ]);
    }
    case 'CLAUSE_MISSING':
      return invalid(reason, 'clause', 'name the clause of the terms, with its version');
    case 'WHY_NOT_NARROWER_MISSING':
      return invalid(reason, 'why_not_narrower', 'say why a narrower subject does not explain it');
    case 'TERM_INVALID':
      return invalid(reason, 'term_hours', `has to be 1 to ${rejection.maxUs / HOUR_US}`);
    case 'EVIDENCE_INCOMPLETE':
      return invalid(reason, rejection.field, 'is missing or not of its form');
    case 'EVIDENCE_INTERCEPTED':
      return RpcFailure.denied(reason, 'intercepted material is not taken; nothing was kept');
    default:
      return null;
  }
}

function refuseEvidence(rejection: Refused): RpcFailure | null {
  const { reason } = rejection;
  switch (rejection.reason) {
    case 'CASE_UNKNOWN':
      return RpcFailure.notFound(reason, 'no such case; ListCases shows the ids');
    case 'SUBJECT_UNKNOWN':
      return RpcFailure.notFound(
        reason,
        'the organisation has no such subject; only what is registered can be in a case, never a personal number',
      );
    case 'CASE_EXISTS':
      return RpcFailure.conflict(reason, 'the subject has an open case; ListCases shows it');
    case 'EVIDENCE_KNOWN':
      return RpcFailure.conflict(reason, `the same original is evidence ${rejection.evidenceId}`);
    case 'EVIDENCE_UNKNOWN':
      return RpcFailure.notFound(reason, 'no such evidence in this case; GetCase shows the ids');
    case 'CORROBORATION_MISSING':
      return RpcFailure.precondition(
        reason,
        `${rejection.evidenceId} is a private conversation: cite two other items, one of class A or B, none from whoever gave it`,
      );
    case 'EVIDENCE_INSUFFICIENT':
      return RpcFailure.precondition(reason, SHORTFALLS[rejection.shortfall]);
    case 'COPIED_SANCTION_ALONE':
      return RpcFailure.precondition(
        reason,
        "another operator's sanction carries nothing by itself",
      );
    case 'SCOPE_TOO_WIDE': {
      const { kind, id } = rejection.narrower;
      return RpcFailure.precondition(
        reason,
        `all of the evidence is about ${kind.toLowerCase()} ${id}; open a case about it`,
      );
    }
    case 'FACTS_ALREADY_COUNTED':
      return RpcFailure.precondition(reason, 'these facts were counted before; cite newer ones');
    default:
      return null;
  }
}

const SHORTFALLS = {
  CLASS: 'none of the evidence is of a class that carries this measure',
  SECOND_ITEM: 'without class A a second, independent item is needed',
  SECOND_SUBMITTER: 'the items were given by one submitter; an independent one is needed',
} as const;

function refuseProposal(rejection: Refused): RpcFailure | null {
  const { reason } = rejection;
  switch (rejection.reason) {
    case 'PROPOSAL_UNKNOWN':
      return RpcFailure.notFound(reason, 'no such proposal; GetProposals shows the ids');
    case 'PROPOSAL_OPEN':
      return RpcFailure.conflict(reason, `${rejection.proposalId} waits for its panel`);
    case 'MASS_ACTION_REQUIRED':
      return RpcFailure.precondition(
        reason,
        `the caller did alike to ${rejection.alike} others within a day; propose with for_mass_action and bind them with ProposeMassAction`,
      );
    case 'PARITY_MISSING':
      return RpcFailure.precondition(reason, 'attach the report on equal treatment');
    case 'PARITY_STALE':
      return RpcFailure.precondition(reason, 'the report has to be built within the last day');
    case 'PARITY_GAP_UNEXPLAINED':
      return RpcFailure.precondition(
        reason,
        `the report leaves ${rejection.senders} sender(s) who were treated differently without an explanation`,
      );
    case 'ANSWER_AWAITED':
      return RpcFailure.precondition(
        reason,
        rejection.untilUs === null
          ? 'the evidence did not reach the sender yet'
          : `the sender may answer until ${sayInstant(rejection.untilUs)}`,
      );
    case 'ANSWER_UNREAD':
      return RpcFailure.precondition(
        reason,
        `read ${rejection.answerId} and name it in answer_ids`,
      );
    case 'NO_EARLIER_SUSPENSION':
      return RpcFailure.precondition(
        reason,
        'a ban needs an earlier suspension that ran to its end, or a grave breach (grave)',
      );
    default:
      return null;
  }
}

function invalid(reason: string, field: string, description: string): RpcFailure {
  return RpcFailure.invalid(reason, `${field}: ${description}`, [{ field, description }]);
}
