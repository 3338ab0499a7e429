import type { Actor } from '@hustings/contracts/log';
import { err, ok, partitionOf, present, type Result } from '@hustings/kernel';
import type { CaseRecord } from '../domain/case/case-book.ts';
import type { CaseOrder } from '../domain/case/case-orders.ts';
import type { CaseRejection } from '../domain/case/commands.ts';
import type { CaseEvent } from '../domain/case/events.ts';
import type { Subject } from '../domain/case/evidence.ts';
import type { Ladder } from '../domain/case/ladder.ts';
import type { CaseFile } from '../domain/case/state.ts';
import { conflictedIn, watchOf } from './case-context.ts';
import { type Means, metaOf, nowUs } from './orders.ts';
import { strikesBefore } from './strikes-before.ts';

/** A case after an order, with what the order caused. */
export interface CaseDone {
  record: CaseRecord;
  events: readonly CaseEvent[];
}

export type CaseOutcome = Promise<
  Result<CaseDone, CaseRejection | { reason: 'SUBJECT_UNKNOWN' | 'POLICY_MISSING' }>
>;

/** What an order in a case is made from, as the views say it now. */
export interface CaseView {
  file: CaseFile;
  ladder: Ladder;
  conflicted: readonly string[];
  nowUs: number;
}

/** Opens a person's case about a registered subject of an organisation; the id follows from the subject. */
export async function openCase(
  means: Means,
  asked: { subject: Subject; organisationId: string; clause: string; whyNotNarrower: string },
  officer: { by: string; actor: Actor },
): CaseOutcome {
  await means.views.current();
  const { subject, organisationId } = asked;
  const watch = watchOf(means, organisationId)?.watch;
  if (!watch?.policy) return err({ reason: 'POLICY_MISSING' });
  if (!watch.subjects.has(subject, organisationId)) return err({ reason: 'SUBJECT_UNKNOWN' });
  const { caseId, factsAfterUs } = watch.cases.nextReport(subject);
  const now = nowUs(means);
  const { ladder } = watch.policy;
  return order(
    means,
    { caseId, organisationId, actor: officer.actor },
    {
      type: 'OpenCase',
      ...{ ...asked, caseId, factsAfterUs, by: officer.by },
      strikes: strikesBefore(watch.cases, subject, { ladder, nowUs: now }),
      conflicted: conflictedIn(means, organisationId),
      nowUs: now,
    },
  );
}

/** Gives an order in the case that an id names, or that a part with that id belongs to. */
export async function orderInCase(
  means: Means,
  { id, actor }: { id: string; actor: Actor },
  orderFor: (view: CaseView) => CaseOrder,
): CaseOutcome {
  await means.views.current();
  const found = means.views.findCase((cases) => cases.byId(id) ?? cases.byPart(id));
  if (!found) return err({ reason: 'CASE_UNKNOWN' });
  const { file } = found.record.state;
  const ladder = means.views.policyOf(found.partition)?.ladder;
  if (!ladder) return err({ reason: 'POLICY_MISSING' });
  const { caseId, organisationId } = file;
  const conflicted = conflictedIn(means, organisationId);
  const view = { file, ladder, conflicted, nowUs: nowUs(means) };
  return order(means, { caseId, organisationId, actor }, orderFor(view));
}

async function order(
  means: Means,
  target: { caseId: string; organisationId: string; actor: Actor },
  command: CaseOrder,
): CaseOutcome {
  const { caseId, organisationId, actor } = target;
  const partition = partitionOf(organisationId, means.layout);
  const result = await means.stores.cases.execute(
    { id: caseId, partition, organisationId },
    command,
    metaOf(means, actor),
  );
  if (!result.ok) return result;
  const { seq, events } = result.value;
  const after = await means.views.caseAfter(caseId, partition, seq);
  return ok({ record: present(after, 'a case that was changed is in the view'), events });
}
