import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import type { CaseCommand, CaseRejection } from '../src/domain/case/commands.ts';
import { caseDecider } from '../src/domain/case/decider.ts';
import * as f from './fixtures.ts';
import * as p from './process-fixtures.ts';

export interface Row {
  because: string;
  given: CaseCommand[];
  when: CaseCommand;
  refused: CaseRejection;
}

export const { people } = p;
export const restricted = p.toRestricted;
export const withA = [...restricted, p.addA];
export const proposed = [...withA, p.propose];
export const heard = p.toSuspended.slice(0, -1);
export const suspended = p.toSuspended;
export const officer = (by: string) => ({ by, conflicted: [] });
export const screenshot = p.evidence(p.draftOf('E'), officer(people.secondReporter));
export const sealed = 'evd-snd-1-1-4';
export const withScreenshot = [...withA, screenshot];
export const review = {
  type: 'ReviewEvidence',
  ...{ ...officer('crd-r6'), evidenceId: sealed, lawful: true, gist: 'A gist.' },
  ...{ reasons: 'Given by a member.', nowUs: p.proposedAtUs },
} satisfies CaseCommand;
export const gist = {
  type: 'ApproveGist',
  ...{ ...officer('crd-r7'), evidenceId: sealed, nowUs: p.proposedAtUs },
} satisfies CaseCommand;
export const answer = {
  type: 'AnswerCase',
  ...{ organisationId: f.ORGANISATION, by: 'crd-admin', text: 'No.', nowUs: p.heardAtUs },
} satisfies CaseCommand;
export const measure = {
  type: 'TakeMeasure',
  ...{ ...officer(people.moderator), measure: 'RESTRICTED', alike: 0, ladder: f.ladder },
  ...{ reasons: p.reasonsOf('evd-snd-1-1-2'), nowUs: p.proposedAtUs },
} satisfies CaseCommand;
export const renew = {
  type: 'RenewSuspension',
  ...{ ...officer('crd-r2'), reasons: 'It still sends.', termUs: f.DAY_US, ladder: f.ladder },
  nowUs: p.suspendedAtUs,
} satisfies CaseCommand;
export const banNotice = {
  ...p.propose,
  ...{ kind: 'BAN_NOTICE', by: 'crd-other', grave: true, termUs: 0, nowUs: p.suspendedAtUs },
  parity: p.parityOf(p.suspendedAtUs),
} satisfies CaseCommand;
export const decline = {
  type: 'DeclineAssignment',
  ...{ ...officer('crd-r1'), proposalId: p.PROPOSAL, reasons: 'Away.', lot: p.lot },
  nowUs: p.heardAtUs,
} satisfies CaseCommand;
export const withdraw = {
  type: 'WithdrawProposal',
  ...{ ...officer(people.proposer), proposalId: p.PROPOSAL, nowUs: p.heardAtUs },
} satisfies CaseCommand;
export const close = {
  type: 'CloseCase',
  ...{ ...officer(people.moderator), reasons: 'Nothing held up.', nowUs: p.proposedAtUs },
} satisfies CaseCommand;
export const reverse = {
  type: 'ReverseMeasure',
  ...{ ...officer('crd-r7'), sanctionId: f.SANCTION, reasons: 'Wrong.', massActionId: '' },
  nowUs: p.proposedAtUs,
} satisfies CaseCommand;
export const massProposal = { ...p.propose, forMassAction: true };
export const release = {
  type: 'ReleaseProposal',
  ...{ proposalId: p.PROPOSAL, massActionId: 'mas-1', ladder: f.ladder, nowUs: p.decidedAtUs },
  approvals: ['crd-r1', 'crd-r2', 'crd-r3'].map((approvedBy) => ({
    approvedBy,
    atUs: p.heardAtUs,
  })),
} satisfies CaseCommand;
export const massHeard = [...withA, massProposal, p.deliverHearing, p.extend];
export const without = <T extends CaseCommand>(
  value: T,
  change: Partial<Extract<CaseCommand, { type: T['type'] }>>,
): CaseCommand => ({ ...value, ...change });
export const draftWithout = (
  evidenceClass: 'A' | 'B' | 'D' | 'E',
  change: Parameters<typeof p.draftOf>[1],
) => p.evidence(p.draftOf(evidenceClass, change));
export const provenanceOf = (evidenceClass: 'B' | 'D' | 'E', change: object) => {
  const { provenance } = p.draftOf(evidenceClass);
  return provenance ? { ...provenance, ...change } : null;
};
export const conversationWith = (change: object) => {
  const { conversation } = p.draftOf('E');
  return conversation ? { ...conversation, ...change } : null;
};

/** One test for each row: what was done before, what is ordered, and why it is refused. */
export function refusesAll(who: string, rows: readonly Row[]): void {
  describe(`${who} refuse`, () => {
    it.each(rows)('$refused.reason: $because', (row) => {
      expect(given(caseDecider, f.historyOf(...row.given)).when(row.when)).toEqual({
        rejected: row.refused,
      });
    });
  });
}
