import type { CaseEvent } from '@hustings/enforcement/simulation';
import { START_US } from './cast.ts';
import type { World } from './world.ts';

/** The log as people read it: one line a commit, with the hours since the beginning, who did it, and what. */
export function traceOf({ log }: World): string {
  return log.entries
    .map(({ seq, caseId, actor, atUs, events, after }) => {
      const hours = ((atUs - START_US) / 3_600_000_000).toFixed(2).padStart(9);
      return `${String(seq).padStart(3)} ${hours} h  ${actor.padEnd(9)} ${caseId}: ${events.map(sayShortly).join(', ')} → ${after.status}`;
    })
    .join('\n');
}

function sayShortly(event: CaseEvent): string {
  switch (event.type) {
    case 'EvidenceAdded':
      return `evidence ${event.evidence.evidenceClass} by ${event.evidence.submittedBy}`;
    case 'SanctionImposed':
      return `${event.standing} ${event.sanctionId} (${event.step}) by ${[event.decidedBy, ...event.approvedBy].join('+')}`;
    case 'MeasureProposed':
      return `proposal ${event.kind} by ${event.proposedBy}`;
    case 'ProposalVoted':
      return `vote ${event.vote.approve ? 'for' : 'against'} by ${event.vote.decider}`;
    case 'PanelDrawn':
      return `panel ${event.members.join('+')}`;
    case 'AppealUpheld':
    case 'AppealDismissed':
      return `${event.type} by ${event.reviewer}`;
    case 'SanctionEnded':
      return `${event.sanctionId} ended (${event.why})`;
    default:
      return event.type;
  }
}
