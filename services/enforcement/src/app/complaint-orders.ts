import type { Actor } from '@hustings/contracts/log';
import { err, ok, partitionOf, type Result } from '@hustings/kernel';
import type { ComplaintCommand, ComplaintRejection } from '../domain/complaints/commands.ts';
import type { AppealOnRecord } from '../domain/complaints/record.ts';
import type { ComplaintState } from '../domain/complaints/state.ts';
import { conflictedIn } from './case-context.ts';
import { type Means, metaOf, nowUs } from './orders.ts';

export type ComplaintOutcome = Promise<
  Result<ComplaintState, ComplaintRejection | { reason: 'ORGANISATION_UNKNOWN' | 'POLICY_MISSING' }>
>;

/** What a person of the operator's wants. */
export type ComplaintOrder =
  | { type: 'WarnComplainant' | 'ResumeComplaints'; organisationId: string; reasons: string }
  | { type: 'PauseComplaints'; organisationId: string; reasons: string; untilUs: number };

/** Warns an organisation, pauses its repeated appeals, or ends the pause. */
export async function orderComplaints(
  means: Means,
  asked: ComplaintOrder,
  { by, actor }: { by: string; actor: Actor },
): ComplaintOutcome {
  await means.views.current();
  const { organisationId } = asked;
  if (!means.views.organisation(organisationId)) return err({ reason: 'ORGANISATION_UNKNOWN' });
  const ladder = means.views.policyFor(organisationId, means.layout)?.ladder;
  if (!ladder) return err({ reason: 'POLICY_MISSING' });
  const conflicted = conflictedIn(means, organisationId);
  const order = { by, conflicted, nowUs: nowUs(means), appeals: appealsOf(means, organisationId) };
  const { deemedDeliveredAfterMs } = ladder;
  const command: ComplaintCommand =
    asked.type === 'PauseComplaints'
      ? { ...asked, ...order, deemedDeliveredAfterMs }
      : { ...asked, ...order };
  return give(means, { organisationId, actor, command });
}

/** Records that an organisation fetched a notice about its appeals. */
export async function deliverComplaintNotice(
  means: Means,
  fetched: { organisationId: string; noticeId: string; fetchedBy: string; actor: Actor },
): Promise<void> {
  const { organisationId, noticeId, fetchedBy, actor } = fetched;
  const command = { type: 'DeliverComplaintNotice', noticeId, fetchedBy } as const;
  // Refused when another call was faster: then it is delivered all the same.
  await give(means, { organisationId, actor, command: { ...command, nowUs: nowUs(means) } });
}

/** All appeals of an organisation, as the view has them. */
export function appealsOf({ views }: Means, organisationId: string): AppealOnRecord[] {
  return views
    .allCases()
    .filter(({ state }) => state.file.organisationId === organisationId)
    .flatMap(({ state }) => state.file.appeals)
    .map(({ appealId, filedAtUs, outcome, reviewer, manifestlyUnfounded = false }) => ({
      ...{ appealId, filedAtUs, outcome, reviewer, manifestlyUnfounded },
    }));
}

async function give(
  means: Means,
  order: { organisationId: string; actor: Actor; command: ComplaintCommand },
): Promise<Result<ComplaintState, ComplaintRejection>> {
  const { organisationId, actor, command } = order;
  const partition = partitionOf(organisationId, means.layout);
  const target = { id: organisationId, partition, organisationId };
  const result = await means.stores.complaints.execute(target, command, metaOf(means, actor));
  return result.ok ? ok(result.value.state) : result;
}
