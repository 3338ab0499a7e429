import type { Actor } from '@hustings/contracts/log';
import { err, ok, partitionOf, present, type Result } from '@hustings/kernel';
import type { AppealFiled } from '../domain/case/appeal/events.ts';
import type { CaseRejection } from '../domain/case/commands.ts';
import { caseIdOfPart } from '../domain/case/ids.ts';
import { pausesOf } from '../domain/complaints/state.ts';
import { type Means, metaOf, nowUs } from './orders.ts';

export interface AppealToFile {
  measureId: string;
  grounds: string;
  stay: boolean;
  newEvidence: string;
  onBehalfOf: string;
  organisationId: string;
  credentialId: string;
  actor: Actor;
}

/** Files an organisation's appeal against a measure of its own case. */
export async function fileAppeal(
  means: Means,
  appeal: AppealToFile,
): Promise<Result<AppealFiled, CaseRejection>> {
  const { actor, credentialId, ...filed } = appeal;
  const { organisationId } = appeal;
  const caseId = caseIdOfPart(appeal.measureId);
  const partition = partitionOf(organisationId, means.layout);
  const policy = means.views.policyOf(partition);
  if (caseId === null || !policy) return err({ reason: 'MEASURE_UNKNOWN' });
  // Read from the log itself: a pause that was ended, or begun, a moment ago counts.
  const complaints = await means.stores.complaints.load({ id: organisationId, partition });
  const now = nowUs(means);
  const country = means.views.organisation(organisationId)?.country ?? '';
  const result = await means.stores.cases.execute(
    { id: caseId, partition, organisationId },
    {
      type: 'FileAppeal',
      ...filed,
      pauses: pausesOf(complaints.state),
      ladder: policy.ladder,
      filedBy: credentialId,
      inCampaign: policy.isCampaignTime(country, now),
      nowUs: now,
    },
    metaOf(means, actor),
  );
  if (!result.ok) return result;
  const event = result.value.events.find((each) => each.type === 'AppealFiled');
  return ok(present(event, 'a filing that was accepted is in the commit'));
}
