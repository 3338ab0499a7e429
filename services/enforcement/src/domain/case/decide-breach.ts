import { assert, err, ok, present, type Result } from '@hustings/kernel';
import type { CaseRejection, ReportBreach } from './commands.ts';
import type { CaseEvent, CaseOpened } from './events.ts';
import { isNonEmpty } from './evidence.ts';
import { countsAfterUs } from './ladder.ts';
import { SYSTEM } from './people.ts';
import type { CaseState } from './state.ts';
import { MACHINE_SCOPE } from './statement.ts';
import { type Proof, restrict, warn } from './take-measure.ts';

/**
 * Measures that the machine takes in one case at most. A sender that needs more needs a person; and the case, which
 * holds the statement of each, stays far below the size of one message of the log.
 */
export const MAX_MACHINE_MEASURES = 20;

/** The next step of the ladder for a new breach: a warning first, a restriction after it, nothing harder. */
export function decideBreach(
  command: ReportBreach,
  state: CaseState,
): Result<CaseEvent[], CaseRejection> {
  if (state.status === 'CLOSED')
    return err({ reason: 'CASE_CLOSED', closedAtUs: state.closedAtUs });
  const refused = refuseEarly(command, state);
  if (refused) return err(refused);
  const proof = proofOf(command);
  if (!proof) return err({ reason: 'EVIDENCE_MISSING' });
  if (state.status === 'NONE') return ok([openByRule(command), ...warn(command, proof, null)]);
  if (state.status === 'OPENED') return ok(warn(command, proof, state.file));
  assert(state.status === 'WARNED', 'only a warned case takes a further step');
  return ok(restrict(command, proof, state));
}

function openByRule(command: ReportBreach): CaseOpened {
  const { caseId, finding, factsAfterUs, strikes = [] } = command;
  const { subject, organisationId, ruleId, clause } = finding;
  return {
    type: 'CaseOpened',
    ...{ caseId, subject, organisationId, ruleId, clause, factsAfterUs, strikes },
    openedBy: SYSTEM,
    whyNotNarrower: MACHINE_SCOPE,
  };
}

function refuseEarly(command: ReportBreach, state: CaseState): CaseRejection | null {
  if (state.status === 'RESTRICTED' || state.status === 'SUSPENDED') {
    const { sanctionId, endsAtUs } = state;
    return { reason: 'SANCTION_LIVE', sanctionId, endsAtUs };
  }
  if (state.status === 'BAN_NOTICE' || state.status === 'BANNED' || state.status === 'PENDING') {
    return { reason: 'WRONG_STATUS', status: state.status };
  }
  const countsAfter = countingStart(command, state);
  if (countsAfter === null) {
    const measure = present(
      state.status === 'WARNED' ? state.file.measures.at(-1) : null,
      'only an undelivered notice stops counting',
    );
    return { reason: 'NOTICE_NOT_DELIVERED', noticeId: measure.noticeId };
  }
  if (command.finding.beganAtUs <= countsAfter) {
    return { reason: 'FACTS_ALREADY_COUNTED', countsAfterUs: countsAfter };
  }
  if (state.status === 'WARNED' && state.file.measures.length >= MAX_MACHINE_MEASURES) {
    return { reason: 'MACHINE_STEPS_EXHAUSTED' };
  }
  return null;
}

function countingStart(command: ReportBreach, state: CaseState): number | null {
  return state.status === 'NONE' ? command.factsAfterUs : countsAfterUs(state, command.ladder);
}

function proofOf(command: ReportBreach): Proof | null {
  const { logSeqs, measured } = command.finding;
  return isNonEmpty(logSeqs) && isNonEmpty(measured) ? { logSeqs, measured } : null;
}
