import { err, ManualClock, ok, partitionOf } from '@hustings/kernel';
import { describe, expect, it, vi } from 'vitest';
import { keepMassActions } from '../src/app/keep-mass-actions.ts';
import type { Means } from '../src/app/orders.ts';
import type { Ladder } from '../src/domain/case/ladder.ts';
import type { KnownMassAction } from '../src/domain/mass-action/state.ts';

const STAGE_GAP_MS = 1_000;
const LADDER = { process: { massActionStageMs: STAGE_GAP_MS } } as unknown as Ladder;
const LAYOUT = { partitions: 1, gates: 1 } as unknown as Means['layout'];
const CASES = ['one', 'two', 'three', 'four', 'five'];

/** An action of five accounts of which so many stages were released at this moment, and what the cases say to it. */
function furnish({ stage, refusals }: { stage: number; refusals: Record<string, unknown> }) {
  const clock = new ManualClock();
  const items = CASES.map((name) => {
    return { caseId: name, proposalId: `p-${name}`, organisationId: `org-${name}` };
  });
  const action = {
    ...{ massActionId: 'mass', status: stage === 3 ? 'RELEASED' : 'RELEASING', items, stage },
    ...{ stageAtUs: Number(clock.nowUs()), approvals: [1, 2, 3], reviews: [], sample: [] },
  } as unknown as KnownMassAction;
  const partition = partitionOf('org-one', LAYOUT);
  const byId = (caseId: string) => ({
    state: { file: { proposals: [{ proposalId: `p-${caseId}`, outcome: 'OPEN' }] } },
  });
  const watch = {
    policy: { ladder: LADDER },
    cases: { byId },
    massActions: { all: () => [action] },
  };
  const execute = vi.fn<(target: { id: string }) => Promise<unknown>>(async ({ id }) => {
    return id in refusals ? err(refusals[id]) : ok({});
  });
  const means = {
    ...{ clock, layout: LAYOUT, ids: { uuid: () => 'id' }, stores: { cases: { execute } } },
    views: { partitions: [{ partition, watch }], policyOf: () => watch.policy },
  } as unknown as Means;
  const asked = () => execute.mock.calls.map(([{ id }]) => id);
  return { means, asked, nowUs: Number(clock.nowUs()) };
}

describe('a mass action whose last stage was released', () => {
  it('is looked at again when the first of those who may still answer has had the time for it', async () => {
    const awaited = (untilUs: number | null) => ({ reason: 'ANSWER_AWAITED', untilUs });
    const refusals = { two: awaited(3_000), four: awaited(2_000), five: awaited(null) };
    const { means, asked } = furnish({ stage: 3, refusals });
    expect(await keepMassActions(means, LADDER)).toBe(2_000);
    expect(asked()).toEqual(CASES);
  });

  it.each([
    ['what was done', {}],
    ['what no time mends', { two: { reason: 'PROPOSAL_CLOSED' } }],
    [
      'a notice that was not delivered: its delivery tells',
      { two: { reason: 'ANSWER_AWAITED', untilUs: null } },
    ],
  ])('is not looked at again for %s', async (_, refusals) => {
    const { means } = furnish({ stage: 3, refusals });
    expect(await keepMassActions(means, LADDER)).toBeNull();
  });
});

describe('a mass action under way', () => {
  it('is looked at when its next stage is due, or earlier for somebody whose time to answer ends', async () => {
    const none = furnish({ stage: 2, refusals: {} });
    const dueAtUs = none.nowUs + STAGE_GAP_MS * 1_000;
    expect(await keepMassActions(none.means, LADDER)).toBe(dueAtUs);
    expect(none.asked()).toEqual(CASES.slice(0, 3));
    const untilUs = none.nowUs + 10;
    const refusals = { two: { reason: 'ANSWER_AWAITED', untilUs } };
    expect(await keepMassActions(furnish({ stage: 2, refusals }).means, LADDER)).toBe(untilUs);
  });
});
