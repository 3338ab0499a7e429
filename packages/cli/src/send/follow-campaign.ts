import { setTimeout as sleep } from 'node:timers/promises';
import type { GovernorServiceClient, WatchCampaignResponse } from '@hustings/contracts/governor';
import { RpcFailure } from '@hustings/service-kit';
import { countInFlight } from './progress.ts';
import { isTransient, reconnectDelayMs } from './reconnect.ts';

type WatchClient = Pick<GovernorServiceClient, 'watchCampaign'>;

/**
 * Follows a campaign until the signal aborts or `isEnough` says so, over restarts of the governor.
 *
 * @throws RpcFailure when the governor refuses to show the campaign.
 */
export async function followCampaign(options: {
  client: WatchClient;
  campaignId: string;
  signal: AbortSignal;
  onUpdate: (campaign: WatchCampaignResponse) => void;
  isEnough?: (campaign: WatchCampaignResponse) => boolean;
}): Promise<void> {
  const { client, campaignId, signal } = options;
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      for await (const update of client.watchCampaign({ campaignId }, { signal })) {
        attempt = 0;
        options.onUpdate(update);
        if (options.isEnough?.(update)) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof RpcFailure) || !isTransient(error)) throw error;
    }
    await sleep(reconnectDelayMs(attempt), undefined, { signal }).catch(() => undefined);
  }
}

/** True when nothing of the campaign waits any more, counted at least up to a sequence of the log. */
export function isSettled(campaign: WatchCampaignResponse, seq: number): boolean {
  return Number(campaign.seq) >= seq && campaign.queued === 0n && countInFlight(campaign) === 0;
}
