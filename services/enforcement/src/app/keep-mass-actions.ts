import { partitionOf } from '@hustings/kernel';
import type { CaseOrder } from '../domain/case/case-orders.ts';
import { type Ladder, toUs } from '../domain/case/ladder.ts';
import type { CaseFile } from '../domain/case/state.ts';
import type { MassActionItem } from '../domain/mass-action/events.ts';
import {
  isReleasable,
  type KnownMassAction,
  stageDue,
  stageSize,
} from '../domain/mass-action/state.ts';
import { massActionsOf, orderMassAction } from './mass-actions.ts';
import { MACHINE, type Means, metaOf, nowUs } from './orders.ts';

/**
 * Brings the cases of mass actions to where the actions stand: releases a stage that is due, carries the proposals of what was
 * released, reverses what was rolled back. Takes no input and may run again at any time: what was done is refused by the
 * case. Returns when the next stage is due, or a sender's time to answer is over, microseconds since the Unix epoch, or null.
 */
export async function keepMassActions(means: Means, ladder: Ladder): Promise<number | null> {
  const stageGapUs = toUs(ladder.process.massActionStageMs);
  let next: number | null = null;
  for (const action of massActionsOf(means)) {
    if (isReleasable(action)) {
      const dueAtUs = stageDue(action, stageGapUs);
      if (dueAtUs <= nowUs(means)) await releaseStage(means, action, stageGapUs);
      else next = earlier(next, dueAtUs);
    }
    const released = action.items.slice(0, stageSize(action.items.length, action.stage));
    for (const item of released) next = earlier(next, await bringUp(means, action, item));
  }
  return next;
}

function earlier(left: number | null, right: number | null): number | null {
  return left === null || right === null ? (left ?? right) : Math.min(left, right);
}

async function releaseStage(
  means: Means,
  { massActionId }: KnownMassAction,
  stageGapUs: number,
): Promise<void> {
  const command = { type: 'ReleaseStage', stageGapUs, nowUs: nowUs(means) } as const;
  await orderMassAction(means, { massActionId, actor: MACHINE }, command);
}

/** When to try again: the sender may still answer, and nothing in the log will say that this time is over. Null = not by itself. */
async function bringUp(
  means: Means,
  action: KnownMassAction,
  item: MassActionItem,
): Promise<number | null> {
  const partition = partitionOf(item.organisationId, means.layout);
  const watch = means.views.partitions.find((each) => each.partition === partition)?.watch;
  const file = watch?.cases.byId(item.caseId)?.state.file;
  const order = file && watch?.policy ? orderFor(means, action, { file, item }) : null;
  if (!order) return null;
  const result = await means.stores.cases.execute(
    { id: item.caseId, partition, organisationId: item.organisationId },
    order,
    metaOf(means, MACHINE),
  );
  const refused = result.ok ? null : result.error;
  return refused?.reason === 'ANSWER_AWAITED' ? refused.untilUs : null;
}

function orderFor(
  means: Means,
  action: KnownMassAction,
  { file, item }: { file: CaseFile; item: MassActionItem },
): CaseOrder | null {
  const { massActionId, approvals } = action;
  const { proposalId } = item;
  const proposal = file.proposals.find((each) => each.proposalId === proposalId);
  if (action.status === 'ROLLED_BACK') {
    const imposed = file.measures.find((measure) => measure.proposalId === proposalId);
    const live = file.live.find((each) => each.sanctionId === imposed?.measureId);
    if (!live) return null;
    const { rolledBackBy, reasons } = action;
    return {
      type: 'ReverseMeasure',
      ...{ by: rolledBackBy, conflicted: [], sanctionId: live.sanctionId, reasons, massActionId },
      nowUs: nowUs(means),
    };
  }
  const ladder = means.views.policyOf(partitionOf(item.organisationId, means.layout))?.ladder;
  if (!ladder || proposal?.outcome !== 'OPEN' || action.status === 'HALTED') return null;
  return {
    type: 'ReleaseProposal',
    ...{ proposalId, massActionId, approvals, ladder, nowUs: nowUs(means) },
  };
}
