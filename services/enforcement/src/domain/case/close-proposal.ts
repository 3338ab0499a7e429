import type { CaseEvent } from './events.ts';
import { type CaseFile, openProposal } from './state.ts';

/** True when an open proposal cites facts of measures that are being taken back. */
export function proposalRestsOn(file: CaseFile, measureIds: readonly string[]): boolean {
  const cited = openProposal(file)?.reasons.evidenceIds ?? [];
  const facts = file.measures
    .filter(({ measureId }) => measureIds.includes(measureId))
    .flatMap(({ statement }) => statement.evidenceIds);
  return cited.some((id) => facts.includes(id));
}

/** A proposal builds on what stood, and asks for what was not done yet. */
export function lapseProposal(file: CaseFile, nowUs: number): CaseEvent[] {
  const open = openProposal(file);
  return open ? [closeProposal(file, open.proposalId, { outcome: 'LAPSED', nowUs })] : [];
}

/** The end of a proposal as it is recorded. */
export function closeProposal(
  { caseId }: CaseFile,
  proposalId: string,
  how: {
    outcome: 'CARRIED' | 'REJECTED' | 'WITHDRAWN' | 'LAPSED';
    nowUs: number;
    massActionId?: string;
  },
): CaseEvent {
  const { outcome, nowUs, massActionId = '' } = how;
  return { type: 'ProposalClosed', caseId, proposalId, outcome, massActionId, atUs: nowUs };
}
