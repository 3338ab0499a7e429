import type { Subject } from './evidence.ts';
import type { CaseState } from './state.ts';

/** What a person is in a case; nobody is two of them. */
export type CaseRole =
  | 'REPORTER'
  | 'PROPOSER'
  | 'DECIDER'
  | 'EVIDENCE_REVIEWER'
  | 'APPEAL_REVIEWER';

/** What evidence lacks to carry a measure. */
export type Shortfall =
  /** Nothing of a class that suffices for it. */
  | 'CLASS'
  /** One item where two independent ones are needed. */
  | 'SECOND_ITEM'
  /** All of it was given by one submitter. */
  | 'SECOND_SUBMITTER';

/** Why an order of a person changes nothing. */
export type ProcessRejection =
  | { reason: 'CASE_EXISTS' }
  | { reason: 'CONFLICT_OF_INTEREST' }
  | { reason: 'ONE_PERSON_TWO_ROLES'; held: CaseRole; wanted: CaseRole }
  | { reason: 'WRONG_STATUS'; status: CaseState['status'] }
  | { reason: 'CLAUSE_MISSING' }
  | { reason: 'LEGAL_GROUND_MISSING' }
  | { reason: 'WHY_NOT_NARROWER_MISSING' }
  | { reason: 'SCOPE_TOO_WIDE'; narrower: Subject }
  | { reason: 'EVIDENCE_INTERCEPTED' }
  | { reason: 'EVIDENCE_INCOMPLETE'; field: string }
  | { reason: 'EVIDENCE_KNOWN'; evidenceId: string }
  | { reason: 'EVIDENCE_OUTSIDE_SCOPE' }
  | { reason: 'EVIDENCE_FULL'; max: number }
  | { reason: 'EVIDENCE_UNKNOWN' }
  | { reason: 'EVIDENCE_NOT_SEALED' }
  | { reason: 'EVIDENCE_REVIEWED_ALREADY' }
  | { reason: 'EVIDENCE_SEALED'; evidenceId: string }
  | { reason: 'EVIDENCE_UNLAWFUL'; evidenceId: string }
  | { reason: 'EVIDENCE_OF_ANOTHER_CLAUSE'; evidenceId: string }
  | { reason: 'EVIDENCE_INSUFFICIENT'; shortfall: Shortfall }
  | { reason: 'CORROBORATION_MISSING'; evidenceId: string }
  | { reason: 'COPIED_SANCTION_ALONE' }
  | { reason: 'GIST_MISSING' }
  | { reason: 'GIST_APPROVED_ALREADY' }
  | { reason: 'TEXT_LENGTH'; field: string; max: number }
  | { reason: 'ANSWERS_FULL'; max: number }
  | { reason: 'MASS_ACTION_REQUIRED'; alike: number }
  | { reason: 'EMERGENCY_NOT_FOR_ACCOUNT' }
  | { reason: 'NOT_FOR_MASS_ACTION' }
  | { reason: 'APPROVERS_MISSING'; needed: number }
  | { reason: 'PART_OF_MASS_ACTION' }
  | { reason: 'ALREADY_EXTENDED' }
  | { reason: 'SANCTION_OVER'; endedAtUs: number }
  | { reason: 'TERM_INVALID'; maxUs: number }
  | { reason: 'PROPOSAL_OPEN'; proposalId: string }
  | { reason: 'PROPOSAL_UNKNOWN' }
  | { reason: 'PROPOSAL_CLOSED' }
  | { reason: 'NOT_THE_PROPOSER' }
  | { reason: 'NO_EARLIER_SUSPENSION' }
  | { reason: 'PARITY_MISSING' }
  | { reason: 'PARITY_STALE'; builtAtUs: number }
  | { reason: 'PARITY_GAP_UNEXPLAINED'; senders: number }
  | { reason: 'NOBODY_ELIGIBLE'; needed: number; eligible: number }
  | { reason: 'RANDOMNESS_MISSING'; needed: number }
  | { reason: 'NOT_ASSIGNED' }
  | { reason: 'ALREADY_VOTED' }
  | { reason: 'ANSWER_AWAITED'; untilUs: number | null }
  | { reason: 'ANSWER_UNREAD'; answerId: string }
  | { reason: 'BAN_NOT_DUE'; dueAtUs: number };
