import { isAppealEvent } from './appeal/evolve.ts';
import { sayAppeal } from './appeal/say-appeal.ts';
import type { CaseEvent, SanctionEnded, SanctionImposed } from './events.ts';
import type { Evidence } from './evidence.ts';
import { sayProcess } from './process-steps.ts';
import { saySubject } from './state-measure.ts';
import { sayInstant, sayMeasured } from './wording.ts';

/** What an event means, in one sentence, for the history of a case. */
export function sayEvent(event: CaseEvent): string {
  if (isAppealEvent(event)) return sayAppeal(event);
  switch (event.type) {
    case 'CaseOpened':
      return event.ruleId === ''
        ? `A case about ${saySubject(event.subject)} was opened under ${event.clause}.`
        : `A case about ${saySubject(event.subject)} was opened under rule ${event.ruleId}.`;
    case 'EvidenceAdded':
      return sayEvidence(event.evidence);
    case 'NoticeIssued':
      return `Notice ${event.noticeId} was put into the organisation's inbox.`;
    case 'NoticeDelivered':
      return event.how === 'FETCHED'
        ? `Notice ${event.noticeId} was fetched.`
        : `Notice ${event.noticeId} counts as delivered.`;
    case 'WarningDelivered':
      return `What happens after ${sayInstant(event.countsFromUs)} counts for a further step.`;
    case 'Warned':
      return `Warning under rule ${event.statement.ruleId}. ${event.statement.howToFix}`;
    case 'SanctionImposed':
      return saySanction(event);
    case 'SanctionEnded':
      return `${event.sanctionId} ${HOW_ENDED[event.why]}.`;
    case 'CaseClosed':
      return event.reason;
    default:
      return sayProcess(event);
  }
}

const HOW_ENDED: Readonly<Record<SanctionEnded['why'], string>> = {
  EXPIRED: 'ended by itself',
  OVERTURNED: 'was overturned',
  SUPERSEDED: 'was followed by another',
  NOT_RATIFIED: 'was not ratified and ended',
  REVERSED: 'was reversed by the operator',
  READMITTED: 'ended with the return',
  MODIFIED: 'was cut short',
  SENT_BACK: 'ended; others may decide anew',
};

function sayEvidence(evidence: Evidence): string {
  if (evidence.measured.length > 0) {
    return `Evidence from the log: ${sayMeasured(evidence.measured)}.`;
  }
  return `Evidence ${evidence.evidenceId} of class ${evidence.evidenceClass} was added.`;
}

function saySanction(event: SanctionImposed): string {
  const from = `from ${sayInstant(event.startsAtUs)}`;
  switch (event.standing) {
    case 'RESTRICTED':
      return `Restricted to people who have replied until ${sayInstant(event.endsAtUs)}.`;
    case 'SUSPENDED':
      return `Suspended ${from} until ${sayInstant(event.endsAtUs)}.`;
    case 'BAN_NOTICE':
      return `Notice of a ban ${from}; the ban follows at ${sayInstant(event.bansAtUs)}.`;
    case 'BANNED':
      return `Banned ${from}.`;
  }
}
