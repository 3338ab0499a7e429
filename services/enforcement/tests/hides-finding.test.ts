import { describe, expect, it } from 'vitest';
import type { Proposal } from '../src/domain/case/process.ts';
import { hidesFinding } from '../src/domain/mass-action/hides-finding.ts';
import type { KnownMassAction } from '../src/domain/mass-action/state.ts';

const CASE = 'cas-snd-1-1';
const proposal: Proposal = {
  ...{ proposalId: 'prp-1', kind: 'SUSPEND', proposedBy: 'crd-moderator', termUs: 1, parity: null },
  reasons: {
    ...{ ruleId: '', clause: 'c', facts: 'f', explanation: 'e', howToFix: 'h', legalGround: '' },
    ...{ whyNotNarrower: 'n', evidenceIds: [] },
  },
  ...{ noticeId: '', nearVote: null, panelSize: 1, approvalsNeeded: 1, forMassAction: true },
  ...{ grave: false, atUs: 1, panel: ['crd-drawn'], declined: [], votes: [], outcome: 'OPEN' },
};
const item = { caseId: CASE, proposalId: 'prp-1', organisationId: 'org-1', findingSha256: 'ab' };
const action: KnownMassAction = {
  status: 'PROPOSED',
  ...{ massActionId: 'mas-1', clause: 'c', proposedBy: 'crd-moderator', items: [item] },
  ...{ sample: [CASE], approvals: [], reviews: [], stage: 0, stageAtUs: 0 },
};
const reviewed = { caseId: CASE, reviewer: 'crd-blind', agrees: true, atUs: 2 };

describe('the finding of an account in a mass action', () => {
  it.each<{
    sentence: string;
    change?: Partial<Proposal>;
    actions?: KnownMassAction[];
    reviewer?: string;
    hidden: boolean;
  }>([
    { sentence: 'is hidden before the sample is drawn', actions: [], hidden: true },
    { sentence: 'is hidden while the account waits for its blind look', hidden: true },
    {
      sentence: 'is shown once somebody looked at the evidence alone',
      actions: [{ ...action, reviews: [reviewed] }],
      hidden: false,
    },
    {
      sentence: 'stays hidden when another account was looked at',
      actions: [{ ...action, reviews: [{ ...reviewed, caseId: 'cas-snd-2-1' }] }],
      hidden: true,
    },
    {
      sentence: 'is shown when the account was not drawn',
      actions: [{ ...action, sample: ['cas-snd-2-1'] }],
      hidden: false,
    },
    {
      sentence: 'is shown when the action is past its looks',
      actions: [{ ...action, status: 'HALTED' }],
      hidden: false,
    },
    { sentence: 'is shown to the panel that votes on it', reviewer: 'crd-drawn', hidden: false },
    {
      sentence: 'is shown when it is made for no mass action',
      change: { forMassAction: false },
      actions: [],
      hidden: false,
    },
    {
      sentence: 'is shown when it was withdrawn before any action',
      change: { outcome: 'WITHDRAWN' },
      actions: [],
      hidden: false,
    },
  ])('$sentence', ({ change, actions = [action], reviewer = 'crd-other', hidden }) => {
    const who = { caseId: CASE, reviewer, actions };
    expect(hidesFinding({ ...proposal, ...change }, who)).toBe(hidden);
  });
});
