import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import type {
  MassActionCommand,
  MassActionRejection,
  ProposeMassAction,
} from '../src/domain/mass-action/commands.ts';
import { massActionDecider } from '../src/domain/mass-action/decider.ts';
import type { MassActionEvent, MassActionItem } from '../src/domain/mass-action/events.ts';
import { DAY_US, HOUR_US, START_US } from './fixtures.ts';

const itemOf = (n: number): MassActionItem => ({
  caseId: `cas-snd-${n}-1`,
  proposalId: `prp-snd-${n}-1-1`,
  organisationId: `org-${n}`,
  findingSha256: String(n).padStart(64, '0'),
});
const items = Array.from({ length: 30 }, (_, at) => itemOf(at + 10));
const SAMPLE = 6;

const propose: ProposeMassAction = {
  type: 'ProposeMassAction',
  ...{ massActionId: 'mas-1', clause: 'terms 4.2 (version 1)', reasons: 'One text.', items },
  ...{ proposedBy: 'crd-moderator', conflicted: [], nowUs: START_US },
  draws: Array.from({ length: items.length + SAMPLE }, () => 0),
};
const approve = (by: string) =>
  ({
    type: 'ApproveMassAction',
    ...{ by, reasons: 'Checked one by one.', conflicted: [], nowUs: START_US + HOUR_US },
    participants: ['crd-involved'],
  }) satisfies MassActionCommand;
const review = (at: number, change: { by?: string; agrees?: boolean } = {}) =>
  ({
    type: 'RecordBlindReview',
    ...{ by: `crd-blind-${at}`, caseId: itemOf(at + 10).caseId, agrees: true, ...change },
    ...{ reasons: 'From the evidence alone.', conflicted: [], participants: ['crd-involved'] },
    nowUs: START_US + HOUR_US,
  }) satisfies MassActionCommand;
const stageAt = (nowUs: number) => ({ type: 'ReleaseStage', stageGapUs: DAY_US, nowUs }) as const;
const rollBack = {
  type: 'RollBackMassAction',
  ...{ by: 'crd-other', reasons: 'The text was a quotation.', conflicted: [] },
  nowUs: START_US + 3 * DAY_US,
} satisfies MassActionCommand;

const approvals = ['crd-a', 'crd-b', 'crd-c'].map(approve);
const reviews = Array.from({ length: SAMPLE }, (_, at) => review(at));
const ready = [propose, ...approvals, ...reviews];

function historyOf(...commands: MassActionCommand[]): MassActionEvent[] {
  const events: MassActionEvent[] = [];
  for (const command of commands) {
    const outcome = given(massActionDecider, events).when(command);
    if (!('events' in outcome)) throw new Error(`${command.type}: ${outcome.rejected.reason}`);
    events.push(...outcome.events);
  }
  return events;
}

const after = (...commands: MassActionCommand[]) =>
  given(massActionDecider, historyOf(...commands));

describe('an action against many accounts', () => {
  it('draws the order of release and a fifth of the accounts for a blind look', () => {
    const outcome = after().when(propose);
    expect(outcome).toMatchObject({ events: [{ type: 'MassActionProposed' }] });
    const [proposed] = 'events' in outcome ? outcome.events : [];
    if (proposed?.type !== 'MassActionProposed') throw new Error('not proposed');
    expect(proposed.sample).toHaveLength(SAMPLE);
    expect([...proposed.items].sort((a, b) => a.caseId.localeCompare(b.caseId))).toEqual(items);
  });

  it('looks again at five at least', () => {
    const five = { ...propose, items: items.slice(0, 5) };
    expect(after().when(five)).toMatchObject({
      events: [{ sample: { length: 5 } }],
    });
  });

  it('is released to a tenth, half and all, a day apart, with public counts', () => {
    const first = START_US + 2 * HOUR_US;
    const history: MassActionCommand[] = [...ready];
    for (const [stage, released] of [
      [1, 3],
      [2, 15],
      [3, 30],
    ] as const) {
      const order = stageAt(first + (stage - 1) * DAY_US);
      expect(after(...history).when(order)).toEqual({
        events: [
          {
            type: 'MassActionStageReleased',
            ...{ massActionId: 'mas-1', stage, released, accounts: 30, atUs: order.nowUs },
          },
        ],
      });
      history.push(order);
    }
    expect(after(...history).when(stageAt(first + 9 * DAY_US))).toEqual({
      rejected: { reason: 'MASS_ACTION_NOT_OPEN' },
    });
  });

  it('halts when one blind look comes to another result', () => {
    expect(after(propose, ...approvals).when(review(0, { agrees: false }))).toMatchObject({
      events: [{ type: 'BlindReviewRecorded' }, { type: 'MassActionHalted' }],
    });
  });

  it('is taken back with one order, at any time', () => {
    const released = [...ready, stageAt(START_US + 2 * HOUR_US)];
    expect(after(...released).when(rollBack)).toMatchObject({
      events: [{ type: 'MassActionRolledBack', accounts: 3 }],
    });
  });

  const change = (to: Partial<ProposeMassAction>): ProposeMassAction => ({ ...propose, ...to });

  it.each<{
    because: string;
    given: MassActionCommand[];
    when: MassActionCommand;
    refused: MassActionRejection;
  }>([
    {
      because: 'four accounts are decided one by one',
      given: [],
      when: change({ items: items.slice(0, 4) }),
      refused: { reason: 'TOO_FEW_ACCOUNTS', min: 5 },
    },
    {
      because: 'who has a conflict of interest with one of the accounts proposes nothing',
      given: [],
      when: change({ conflicted: ['crd-moderator'] }),
      refused: { reason: 'CONFLICT_OF_INTEREST' },
    },
    {
      because: 'nor takes an action back',
      given: [propose],
      when: { ...rollBack, conflicted: ['crd-other'] },
      refused: { reason: 'CONFLICT_OF_INTEREST' },
    },
    {
      because: 'an action has a bound',
      given: [],
      when: change({ items: Array.from({ length: 500 }, (_, at) => itemOf(at)) }),
      refused: { reason: 'TOO_MANY_ACCOUNTS', max: 499 },
    },
    {
      because: 'each account has a finding of its own',
      given: [],
      when: change({
        items: items.map((item) => ({ ...item, findingSha256: 'a'.repeat(64) })),
      }),
      refused: { reason: 'FINDING_SHARED' },
    },
    {
      because: 'an account is named once',
      given: [],
      when: change({ items: [...items.slice(0, 5), itemOf(10)] }),
      refused: { reason: 'ACCOUNT_TWICE' },
    },
    {
      because: 'a clause is named',
      given: [],
      when: change({ clause: '' }),
      refused: { reason: 'CLAUSE_MISSING' },
    },
    {
      because: 'it is said why they are looked at together',
      given: [],
      when: change({ reasons: '' }),
      refused: { reason: 'TEXT_LENGTH', field: 'reasons', max: 5000 },
    },
    {
      because: 'order and sample are drawn by lot',
      given: [],
      when: change({ draws: [] }),
      refused: { reason: 'RANDOMNESS_MISSING', needed: 36 },
    },
    {
      because: 'an action is proposed once',
      given: [propose],
      when: propose,
      refused: { reason: 'MASS_ACTION_EXISTS' },
    },
    {
      because: 'only what was proposed is approved',
      given: [],
      when: approve('crd-a'),
      refused: { reason: 'MASS_ACTION_UNKNOWN' },
    },
    {
      because: 'its proposer does not approve',
      given: [propose],
      when: approve('crd-moderator'),
      refused: { reason: 'TOOK_PART' },
    },
    {
      because: 'whoever took part in one of the cases does not approve',
      given: [propose],
      when: approve('crd-involved'),
      refused: { reason: 'TOOK_PART' },
    },
    {
      because: 'whoever looked blind does not approve',
      given: [propose, review(0)],
      when: approve('crd-blind-0'),
      refused: { reason: 'TOOK_PART' },
    },
    {
      because: 'whoever is affiliated does not approve',
      given: [propose],
      when: { ...approve('crd-a'), conflicted: ['crd-a'] },
      refused: { reason: 'CONFLICT_OF_INTEREST' },
    },
    {
      because: 'nobody approves twice',
      given: [propose, approve('crd-a')],
      when: approve('crd-a'),
      refused: { reason: 'APPROVED_ALREADY' },
    },
    {
      because: 'three approvals are enough',
      given: [propose, ...approvals],
      when: approve('crd-d'),
      refused: { reason: 'APPROVALS_COMPLETE' },
    },
    {
      because: 'only the sample is looked at again',
      given: [propose],
      when: review(20),
      refused: { reason: 'NOT_IN_SAMPLE' },
    },
    {
      because: 'each of the sample is looked at once',
      given: [propose, review(0)],
      when: review(0, { by: 'crd-late' }),
      refused: { reason: 'REVIEWED_ALREADY' },
    },
    {
      because: 'an approver does not look blind',
      given: [propose, approve('crd-a')],
      when: review(0, { by: 'crd-a' }),
      refused: { reason: 'TOOK_PART' },
    },
    {
      because: 'whoever took part in the case does not look blind',
      given: [propose],
      when: review(0, { by: 'crd-involved' }),
      refused: { reason: 'TOOK_PART' },
    },
    {
      because: 'nothing is released before three have approved',
      given: [propose, ...approvals.slice(0, 2), ...reviews],
      when: stageAt(START_US + DAY_US),
      refused: { reason: 'MASS_ACTION_NOT_OPEN' },
    },
    {
      because: 'nothing is released before every blind look',
      given: [propose, ...approvals, ...reviews.slice(1)],
      when: stageAt(START_US + DAY_US),
      refused: { reason: 'MASS_ACTION_NOT_OPEN' },
    },
    {
      because: 'nothing is released once it was halted',
      given: [propose, ...approvals, review(0, { agrees: false })],
      when: stageAt(START_US + DAY_US),
      refused: { reason: 'MASS_ACTION_NOT_OPEN' },
    },
    {
      because: 'stages are a day apart',
      given: [...ready, stageAt(START_US + DAY_US)],
      when: stageAt(START_US + 2 * DAY_US - 1),
      refused: { reason: 'STAGE_NOT_DUE', dueAtUs: START_US + 2 * DAY_US },
    },
    {
      because: 'it is rolled back once',
      given: [...ready, rollBack],
      when: rollBack,
      refused: { reason: 'MASS_ACTION_NOT_OPEN' },
    },
  ])('is refused: $because', (row) => {
    expect(after(...row.given).when(row.when)).toEqual({ rejected: row.refused });
  });
});
