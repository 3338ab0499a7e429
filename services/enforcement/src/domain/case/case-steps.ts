import { unreachable } from '@hustings/kernel';
import type { CaseEvent } from './events.ts';
import { sayInstant, sayMeasured } from './wording.ts';

/** What an event means, in one sentence, for the history of a case. */
export function sayEvent(event: CaseEvent): string {
  switch (event.type) {
    case 'CaseOpened':
      return `A case about sender ${event.subject.id} was opened under rule ${event.ruleId}.`;
    case 'EvidenceAdded':
      return `Evidence from the log: ${sayMeasured(event.evidence.measured)}.`;
    case 'NoticeIssued':
      return `Notice ${event.noticeId} was put into the organisation's inbox.`;
    case 'NoticeDelivered':
      return event.how === 'FETCHED'
        ? `Notice ${event.noticeId} was fetched.`
        : `Notice ${event.noticeId} counts as delivered.`;
    case 'Warned':
      return `Warning under rule ${event.statement.ruleId}. ${event.statement.howToFix}`;
    case 'SanctionImposed':
      return `Restricted to people who have replied until ${sayInstant(event.endsAtUs)}.`;
    case 'SanctionEnded':
      return event.why === 'EXPIRED'
        ? 'The restriction ended by itself.'
        : 'The restriction was overturned.';
    case 'AppealFiled':
      return `Appeal against ${event.measureId}, to be decided by ${sayInstant(event.decideByUs)}.`;
    case 'AppealUpheld':
      return `The appeal was upheld: ${event.reasons}`;
    case 'AppealDismissed':
      return `The appeal was dismissed: ${event.reasons}`;
    case 'CaseClosed':
      return event.reason;
    default:
      return unreachable(event);
  }
}
