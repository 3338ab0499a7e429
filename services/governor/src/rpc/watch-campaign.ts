import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Reason,
  WatchCampaignRequest,
  WatchCampaignResponse,
} from '@hustings/contracts/governor';
import { Role } from '@hustings/contracts/registry';
import { requireOrganisation } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc';
import { Latch } from '../app/latch.ts';
import type { Views } from '../app/views.ts';
import { weightOf } from '../domain/lane-book.ts';
import { progressOf } from '../domain/progress.ts';
import type { AskParts } from './ask.ts';
import { outlookOf } from './campaign-outlook.ts';
import { type RefusalParts, refuseAtLogEnd, unknownName } from './own-names.ts';

/** At most five a second: more than an eye follows, and little work. */
const INTERVAL_MS = 200;
/** What a queue waits for changes without an event: it is looked at this often. */
const OUTLOOK_EVERY_MS = 2_000;

/** Follows a campaign's counts until the caller leaves. */
export async function* watchCampaign(
  parts: AskParts & RefusalParts,
  { campaignId }: WatchCampaignRequest,
  context: CallContext,
): AsyncGenerator<WatchCampaignResponse> {
  const roles = [Role.ROLE_TOOL, Role.ROLE_ORGANISATION_ADMIN] as const;
  const { organisationId } = requireOrganisation(context, ...roles);
  const views = parts.viewsOf(organisationId);
  const named = { campaignId, senderId: '' };
  await refuseAtLogEnd(parts, organisationId, () => unknownName(views, organisationId, named));
  const changed = new Latch();
  const unwatch = views.watch(campaignId, () => changed.open());
  const onAbort = (): void => changed.open();
  context.signal.addEventListener('abort', onAbort);
  try {
    while (!context.signal.aborted) {
      changed.close();
      const response = await toResponse(parts, views, { organisationId, campaignId });
      yield response;
      const sent = outlookText(response);
      await sleep(INTERVAL_MS);
      const hasChanged = changed.opened().then(() => true);
      const isSame = async () =>
        outlookText(await outlookOf(parts, views, { organisationId, campaignId })) === sent;
      while (
        !(await Promise.race([hasChanged, sleep(OUTLOOK_EVERY_MS, false)])) &&
        (await isSame())
      ) {
        // Nothing is said that was said already.
      }
    }
  } finally {
    unwatch();
    context.signal.removeEventListener('abort', onAbort);
  }
}

/** What a queue waits for, without the time of its end: that moves with the clock. */
function outlookText({
  waits,
  bindingLimit,
}: Pick<WatchCampaignResponse, 'waits' | 'bindingLimit'>): string {
  const named = waits.map(({ senderId, ruleId, senderPaused }) => [senderId, ruleId, senderPaused]);
  return JSON.stringify([bindingLimit, named]);
}

async function toResponse(
  parts: AskParts,
  views: Views,
  named: { organisationId: string; campaignId: string },
): Promise<WatchCampaignResponse> {
  const { campaignId } = named;
  // Asked first: what is counted is as of the answer.
  const outlook = await outlookOf(parts, views, named);
  const counts = progressOf(views.progress, campaignId);
  const list = (byReason: Map<Reason, number>): WatchCampaignResponse['refused'] =>
    [...byReason].map(([reason, messages]) => ({ reason, messages: BigInt(messages) }));
  return {
    queued: BigInt(counts.queued),
    released: BigInt(counts.released),
    handedOff: BigInt(counts.handedOff),
    delivered: BigInt(counts.delivered),
    replied: BigInt(counts.replied),
    optedOut: BigInt(counts.optedOut),
    cancelled: list(counts.cancelled),
    refused: list(counts.refused),
    rejected: BigInt(counts.rejected),
    uncertain: BigInt(counts.uncertain),
    ...outlook,
    seq: BigInt(views.seq),
    paused: views.lanes.pausedCampaigns.has(campaignId),
    weight: weightOf(views.lanes, campaignId),
  };
}
