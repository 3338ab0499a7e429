import { unreachable } from '@hustings/kernel';
import type { ProposalKind } from './process.ts';
import type { ProcessEvent } from './process-events.ts';

const KINDS: Readonly<Record<ProposalKind, string>> = {
  SUSPEND: 'A suspension',
  BAN_NOTICE: 'A notice of a ban',
  READMIT: 'The return from a ban',
  RATIFY: 'The ratification of a suspension',
};

/** What a fact of the process means, in one sentence, for the history of a case. Nobody but the actor is named. */
export function sayProcess(event: ProcessEvent): string {
  switch (event.type) {
    case 'EvidenceReviewed':
      return event.lawful
        ? `Evidence ${event.evidenceId} was looked at and may be used.`
        : `Evidence ${event.evidenceId} was looked at and is not used: ${event.reasons}`;
    case 'GistApproved':
      return `The gist of evidence ${event.evidenceId} was approved.`;
    case 'MeasureProposed':
      return `${KINDS[event.kind]} was proposed (${event.proposalId}).`;
    case 'PanelDrawn':
      return `A panel of ${event.members.length} was drawn by lot from ${event.eligible.length}.`;
    case 'AssignmentDeclined':
      return `A member of the panel stood aside: ${event.reasons}`;
    case 'AnswerGiven':
      return `The sender answered: ${event.text}`;
    case 'ProposalVoted':
      return `A vote ${event.vote.approve ? 'for' : 'against'} ${event.proposalId}: ${event.vote.reasons}`;
    case 'ProposalClosed':
      return `Proposal ${event.proposalId} was closed: ${event.outcome.toLowerCase()}.`;
    case 'SuspensionRatified':
      return `Suspension ${event.sanctionId} was ratified.`;
    case 'Readmitted':
      return `Readmitted; nothing is sent until it was verified again. ${event.reasons}`;
    case 'MeasureReversed':
      return `${event.sanctionId} was reversed: ${event.reasons}`;
    default:
      return unreachable(event);
  }
}
