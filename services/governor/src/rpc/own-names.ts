import type { LaneRef } from '@hustings/contracts/governor';
import { RpcFailure } from '@hustings/service-kit';
import type { Views } from '../app/views.ts';

/** What it takes to refuse somebody for what the log does not hold. */
export interface RefusalParts {
  viewsOf: (organisationId: string) => Views;
  /** Reads up to the end of the log, see `LogEnd`. */
  readLogEnd: (organisationId: string) => Promise<void>;
}

/** Throws a refusal that stands when the log was read to its end as well: what was registered a moment ago counts. */
export async function refuseAtLogEnd(
  { viewsOf, readLogEnd }: RefusalParts,
  organisationId: string,
  refusalIn: (views: Views) => RpcFailure | null,
): Promise<void> {
  if (refusalIn(viewsOf(organisationId)) === null) return;
  await readLogEnd(organisationId);
  const refusal = refusalIn(viewsOf(organisationId));
  if (refusal) throw refusal;
}

/** Why a campaign or a sender cannot be named; '' = none is. Whose else it is, is nobody's business. */
export function unknownName(
  { directory }: Views,
  organisationId: string,
  { campaignId, senderId }: LaneRef,
): RpcFailure | null {
  if (campaignId !== '' && directory.campaignOwners.get(campaignId) !== organisationId) {
    return RpcFailure.notFound('CAMPAIGN_UNKNOWN', 'your organisation has no such campaign');
  }
  if (senderId !== '' && directory.senders.get(senderId)?.organisationId !== organisationId) {
    return RpcFailure.notFound('SENDER_UNKNOWN', 'your organisation has no such sender');
  }
  return null;
}
