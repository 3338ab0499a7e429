import type { Actor } from '@hustings/contracts/log';
import { err, ok, present, type Result } from '@hustings/kernel';
import type { CaseRecord } from '../domain/case/case-book.ts';
import type { CaseRejection } from '../domain/case/commands.ts';
import { type Means, metaOf, nowUs } from './orders.ts';

export interface AppealToDecide {
  appealId: string;
  uphold: boolean;
  reasons: string;
  reviewer: string;
  actor: Actor;
}

/** Decides an appeal, and returns the case as it stands after it. */
export async function decideAppeal(
  means: Means,
  appeal: AppealToDecide,
): Promise<Result<CaseRecord, CaseRejection>> {
  const { appealId, uphold, reasons, reviewer } = appeal;
  const { views } = means;
  await views.current();
  const found = views.findCase((cases) => cases.byPart(appealId));
  if (!found) return err({ reason: 'APPEAL_UNKNOWN' });
  const { partition } = found;
  const { caseId, organisationId } = found.record.state.file;
  const result = await means.stores.cases.execute(
    { id: caseId, partition, organisationId },
    { type: 'DecideAppeal', appealId, uphold, reasons, reviewer, nowUs: nowUs(means) },
    metaOf(means, appeal.actor),
  );
  if (!result.ok) return result;
  const after = await views.caseAfter(caseId, partition, result.value.seq);
  return ok(present(after, 'a case that was changed is in the view'));
}
