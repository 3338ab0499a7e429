import {
  type LaneWait,
  type ReasonCount,
  reasonToJSON,
  type WatchCampaignResponse,
} from '@hustings/contracts/governor';
import type { Timestamp } from '@hustings/contracts/timestamp';
import { isoFromTimestamp } from '../time.ts';
import { type SendTally, sumOf } from './tally.ts';

/** What a progress line is made of. */
export interface SendProgress {
  /** Rows of the file. */
  total: number;
  tally: Readonly<SendTally>;
  /** Counts of the campaign from the log; null until the first arrived. */
  campaign: WatchCampaignResponse | null;
}

/** Messages of a campaign that are released and not yet with the provider. */
export function countInFlight(campaign: WatchCampaignResponse): number {
  const ended = campaign.handedOff + campaign.rejected + campaign.uncertain;
  return Math.max(0, Number(campaign.released - ended));
}

/** Rows that have their end: sent, refused, cancelled or broken. Holds for resumed runs as well. */
export function countSettled({ total, tally, campaign }: SendProgress): number {
  const unread = total - tally.rows;
  const under = tally.unanswered + unread;
  const waiting =
    campaign === null ? tally.accepted : Number(campaign.queued) + countInFlight(campaign);
  return Math.max(0, total - under - waiting);
}

/** One line for people: what the campaign has reached, then what this run met. */
export function renderProgress({ tally, campaign }: SendProgress): string {
  const parts = [campaign === null ? `accepted ${tally.accepted}` : renderCampaign(campaign)];
  if (sumOf(tally.refused) > 0) parts.push(`not accepted ${renderReasons(tally.refused)}`);
  if (sumOf(tally.broken) > 0) parts.push(`broken rows ${renderReasons(tally.broken)}`);
  if (tally.reconnects > 0) parts.push(`reconnects ${tally.reconnects}`);
  return parts.join(', ');
}

/** A campaign's counts on one line: "queued 120, sent 312, …"; what is zero and rare is left out. */
export function renderCampaign(campaign: WatchCampaignResponse): string {
  const counts: [string, bigint][] = [
    ['queued', campaign.queued],
    ['sent', campaign.handedOff],
    ['delivered', campaign.delivered],
    ['replied', campaign.replied],
    ['opted out', campaign.optedOut],
  ];
  const parts = counts.map(([name, count]) => `${name} ${count}`);
  const refused = byReason(campaign.refused);
  if (sumOf(refused) > 0) parts.push(`refused ${renderReasons(refused)}`);
  const cancelled = byReason(campaign.cancelled);
  if (sumOf(cancelled) > 0) parts.push(`cancelled ${renderReasons(cancelled)}`);
  if (campaign.rejected > 0n) parts.push(`rejected ${campaign.rejected}`);
  if (campaign.uncertain > 0n) parts.push(`uncertain ${campaign.uncertain}`);
  if (campaign.paused) parts.push('paused');
  if (campaign.completesAt) parts.push(renderEnd(campaign, campaign.completesAt));
  for (const wait of campaign.waits) parts.push(renderWait(wait));
  return parts.join(', ');
}

/** "foreseen end 2027-05-20T08:00:00.000Z (per-second: at most 20 a second)". */
function renderEnd(campaign: WatchCampaignResponse, end: Timestamp): string {
  const { bindingLimit, bindingLimitText } = campaign;
  const limit = bindingLimit === '' ? '' : ` (${bindingLimit}: ${bindingLimitText})`;
  return `foreseen end ${isoFromTimestamp(end)}${limit}`;
}

/** "snd-1 waits until 2027-05-20T08:00:00.000Z (portfolio-2000: …)". */
function renderWait({ senderId, ruleId, text, until }: LaneWait): string {
  const cause = [ruleId, text].filter((part) => part !== '').join(': ');
  const time = until === undefined ? '' : ` until ${isoFromTimestamp(until)}`;
  return `${senderId} waits${time}${cause === '' ? '' : ` (${cause})`}`;
}

/** Counts by the reason's name. */
export function byReason(counts: ReasonCount[]): Record<string, number> {
  return Object.fromEntries(
    counts.map(({ reason, messages }) => [
      reasonToJSON(reason).replace('REASON_', ''),
      Number(messages),
    ]),
  );
}

/** "3 (SUSPENDED 1, OPTED_OUT_SENDER 2)". */
function renderReasons(counts: Record<string, number>): string {
  const reasons = Object.entries(counts).map(([reason, count]) => `${reason} ${count}`);
  return `${sumOf(counts)} (${reasons.join(', ')})`;
}
