import type { Actor } from '@hustings/contracts/log';
import { err, ok, present, type Result } from '@hustings/kernel';
import type { AppealCommand, ReviewOutcome } from '../domain/case/appeal/commands.ts';
import type { CaseRecord } from '../domain/case/case-book.ts';
import type { CaseRejection } from '../domain/case/commands.ts';
import type { CaseFile } from '../domain/case/state.ts';
import { conflictedIn } from './case-context.ts';
import { copiesOf } from './copies.ts';
import { type Means, metaOf, nowUs } from './orders.ts';

export interface AppealToDecide {
  appealId: string;
  outcome: ReviewOutcome;
  reasons: string;
  reviewer: string;
  actor: Actor;
}

/** Decides an appeal, and returns the case as it stands after it. */
export function decideAppeal(
  means: Means,
  { actor, ...appeal }: AppealToDecide,
): Promise<Result<CaseRecord, CaseRejection>> {
  return orderAppeal(means, { appealId: appeal.appealId, actor }, (file) => ({
    ...{ type: 'DecideAppeal', ...appeal },
    conflicted: conflictedIn(means, file.organisationId),
    copies: appeal.outcome.type === 'MEASURE_STANDS' ? [] : copiesOfAppeal(means, file, appeal),
    nowUs: nowUs(means),
  }));
}

/** Decides on the stay of an appeal. */
export function decideStay(
  means: Means,
  {
    actor,
    ...stay
  }: { appealId: string; grant: boolean; reasons: string } & {
    reviewer: string;
    actor: Actor;
  },
): Promise<Result<CaseRecord, CaseRejection>> {
  return orderAppeal(means, { appealId: stay.appealId, actor }, ({ organisationId }) => ({
    ...{ type: 'DecideStay', ...stay },
    conflicted: conflictedIn(means, organisationId),
    nowUs: nowUs(means),
  }));
}

/** Withdraws an organisation's appeal. */
export function withdrawAppeal(
  means: Means,
  {
    actor,
    ...order
  }: { appealId: string; organisationId: string; withdrawnBy: string } & {
    actor: Actor;
  },
): Promise<Result<CaseRecord, CaseRejection>> {
  return orderAppeal(means, { appealId: order.appealId, actor }, () => ({
    ...{ type: 'WithdrawAppeal', ...order },
    nowUs: nowUs(means),
  }));
}

/** Where the measure of an appeal had been copied to, as far as the log tells. */
export function copiesOfAppeal(
  means: Means,
  file: CaseFile,
  { appealId }: { appealId: string },
): string[] {
  const appeal = file.appeals.find((each) => each.appealId === appealId);
  return appeal ? copiesOf(means, file, appeal.measureId) : [];
}

async function orderAppeal(
  means: Means,
  { appealId, actor }: { appealId: string; actor: Actor },
  commandFor: (file: CaseFile) => AppealCommand,
): Promise<Result<CaseRecord, CaseRejection>> {
  const { views } = means;
  await views.current();
  const found = views.findCase((cases) => cases.byPart(appealId));
  if (!found) return err({ reason: 'APPEAL_UNKNOWN' });
  const { partition } = found;
  const { file } = found.record.state;
  const { caseId, organisationId } = file;
  const result = await means.stores.cases.execute(
    { id: caseId, partition, organisationId },
    commandFor(file),
    metaOf(means, actor),
  );
  if (!result.ok) return result;
  const after = await views.caseAfter(caseId, partition, result.value.seq);
  return ok(present(after, 'a case that was changed is in the view'));
}
