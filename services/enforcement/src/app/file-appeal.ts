import type { Actor } from '@hustings/contracts/log';
import { err, ok, partitionOf, present, type Result } from '@hustings/kernel';
import type { CaseRejection } from '../domain/case/commands.ts';
import type { AppealFiled } from '../domain/case/events.ts';
import { caseIdOfPart } from '../domain/case/ids.ts';
import { type Means, metaOf, nowUs } from './orders.ts';

export interface AppealToFile {
  measureId: string;
  grounds: string;
  organisationId: string;
  credentialId: string;
  actor: Actor;
}

/** Files an organisation's appeal against a measure of its own case. */
export async function fileAppeal(
  means: Means,
  appeal: AppealToFile,
): Promise<Result<AppealFiled, CaseRejection>> {
  const { measureId, grounds, organisationId, credentialId } = appeal;
  const caseId = caseIdOfPart(measureId);
  const partition = partitionOf(organisationId, means.layout);
  const ladder = means.views.policyOf(partition)?.ladder;
  if (caseId === null || !ladder) return err({ reason: 'MEASURE_UNKNOWN' });
  const result = await means.stores.cases.execute(
    { id: caseId, partition, organisationId },
    {
      type: 'FileAppeal',
      ...{ measureId, organisationId, grounds, ladder },
      filedBy: credentialId,
      nowUs: nowUs(means),
    },
    metaOf(means, appeal.actor),
  );
  if (!result.ok) return result;
  const filed = result.value.events.find((event) => event.type === 'AppealFiled');
  return ok(present(filed, 'a filing that was accepted is in the commit'));
}
