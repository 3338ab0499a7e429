import type { WatchCampaignResponse } from '@hustings/contracts/governor';
import { byReason, renderProgress, type SendProgress } from './progress.ts';
import type { SendSummary } from './send-campaign.ts';
import { sumOf } from './tally.ts';

/** True when every row of the file was accepted. */
export function isComplete({ end, tally }: SendSummary): boolean {
  return end.kind === 'complete' && sumOf(tally.refused) === 0 && sumOf(tally.broken) === 0;
}

/** The summary for programs. `campaign` counts from the campaign's first message on, over all runs. */
export function summaryData(summary: SendSummary, campaign: WatchCampaignResponse | null) {
  const { end, tally } = summary;
  return {
    ok: isComplete(summary),
    end: end.kind,
    ...(end.kind === 'failed' ? { failure: end.failure.reason } : {}),
    ...tally,
    campaign: campaign && {
      queued: Number(campaign.queued),
      released: Number(campaign.released),
      sent: Number(campaign.handedOff),
      delivered: Number(campaign.delivered),
      replied: Number(campaign.replied),
      optedOut: Number(campaign.optedOut),
      cancelled: byReason(campaign.cancelled),
      refused: byReason(campaign.refused),
      rejected: Number(campaign.rejected),
      uncertain: Number(campaign.uncertain),
    },
  };
}

/** The summary for people. */
export function describeSummary(summary: SendSummary, progress: SendProgress): string {
  const { end, tally } = summary;
  const verdicts = { complete: 'done', interrupted: 'interrupted', failed: 'stopped' };
  const again = tally.repeated > 0 ? ` (${tally.repeated} of them in an earlier run)` : '';
  const lines = [
    `${verdicts[end.kind]}: ${tally.accepted} of ${progress.total} rows accepted${again}`,
    renderProgress(progress),
  ];
  return lines.join('\n');
}
