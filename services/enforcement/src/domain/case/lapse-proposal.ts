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

/** A proposal builds on what stood. */
export function lapseProposal(file: CaseFile, atUs: number): CaseEvent[] {
  const proposal = openProposal(file);
  if (!proposal) return [];
  const { caseId } = file;
  const { proposalId } = proposal;
  return [
    { type: 'ProposalClosed', caseId, proposalId, outcome: 'LAPSED', massActionId: '', atUs },
  ];
}
