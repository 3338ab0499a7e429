import {
  DeliveriesReported,
  HandOffsFinished,
  InboundKind,
  InboundReceived,
  ReleasesReturned,
} from '@hustings/contracts/dispatch';
import type { Decision, Reason } from '@hustings/contracts/governor';
import { DecisionKind, Outcome } from '@hustings/contracts/governor';
import { Recognition } from '@hustings/contracts/optout';
import { decodeOnce } from '@hustings/contracts/wire';
import { Recent } from '@hustings/kernel';
import { DECISIONS_RECORDED, decisionsOf, type StoredEvent } from './decisions-of.ts';

/** People whose replies are still counted: some 150 bytes each, twice as many at most. Without a bound a year of writing fills the memory. */
const WRITTEN_TO_MAX = 500_000;

/** Counts of one campaign, in messages unless said otherwise. */
export interface CampaignProgress {
  queued: number;
  released: number;
  handedOff: number;
  delivered: number;
  rejected: number;
  uncertain: number;
  /** Recipients. */
  replied: number;
  /** Recipients. */
  optedOut: number;
  cancelled: Map<Reason, number>;
  refused: Map<Reason, number>;
}

/** Campaigns, counted from the log. */
export interface Progress {
  campaigns: Map<string, CampaignProgress>;
  /** Last campaign that wrote to a recipient of a sender: replies are counted for it, unless they come very late. */
  lastCampaign: Recent<string>;
  /** Recipients that replied or opted out, by campaign, so that each counts once. */
  heard: Map<string, Set<string>>;
}

export function emptyProgress(): Progress {
  return {
    campaigns: new Map(),
    lastCampaign: new Recent(WRITTEN_TO_MAX),
    heard: new Map(),
  };
}

/** Takes one event into the counts and answers with the campaigns that it changed. */
export function applyToProgress(progress: Progress, event: StoredEvent): string[] {
  const { data } = event;
  switch (event.eventType) {
    case DECISIONS_RECORDED:
      return decisionsOf(event).decisions.map((decision) => {
        countDecision(progress, decision);
        return decision.campaignId;
      });
    case 'dispatch.HandOffsFinished.v1':
      return countFinished(progress, decodeOnce(HandOffsFinished, data));
    case 'dispatch.ReleasesReturned.v1':
      return countReturned(progress, decodeOnce(ReleasesReturned, data));
    case 'dispatch.DeliveriesReported.v1':
      return countDeliveries(progress, decodeOnce(DeliveriesReported, data));
    case 'dispatch.InboundReceived.v1':
      return countInbound(progress, InboundReceived.decode(data));
    default:
      return [];
  }
}

export function progressOf(progress: Progress, campaignId: string): CampaignProgress {
  const known = progress.campaigns.get(campaignId);
  if (known) return known;
  const fresh: CampaignProgress = {
    queued: 0,
    released: 0,
    handedOff: 0,
    delivered: 0,
    rejected: 0,
    uncertain: 0,
    replied: 0,
    optedOut: 0,
    cancelled: new Map(),
    refused: new Map(),
  };
  progress.campaigns.set(campaignId, fresh);
  return fresh;
}

function countDecision(progress: Progress, decision: Decision): void {
  const campaign = progressOf(progress, decision.campaignId);
  const wasQueued = decision.kind === DecisionKind.DECISION_KIND_RELEASE;
  if (wasQueued) moveQueued(progress, decision, -1);
  if (decision.outcome === Outcome.OUTCOME_QUEUED) moveQueued(progress, decision, 1);
  if (decision.outcome === Outcome.OUTCOME_RELEASED) {
    campaign.released += 1;
    progress.lastCampaign.add(`${decision.senderId} ${decision.recipient}`, decision.campaignId);
  }
  if (decision.outcome === Outcome.OUTCOME_CANCELLED) add(campaign.cancelled, decision.reason);
  if (decision.outcome === Outcome.OUTCOME_REFUSED) add(campaign.refused, decision.reason);
  if (decision.outcome === Outcome.OUTCOME_HELD) add(campaign.refused, decision.reason);
}

function moveQueued(progress: Progress, { campaignId }: { campaignId: string }, by: number): void {
  progressOf(progress, campaignId).queued += by;
}

function countFinished(progress: Progress, event: HandOffsFinished): string[] {
  const touched: string[] = [];
  for (const kind of ['accepted', 'rejected', 'uncertain'] as const) {
    for (const { release } of event[kind]) {
      if (!release) continue;
      progressOf(progress, release.campaignId)[kind === 'accepted' ? 'handedOff' : kind] += 1;
      touched.push(release.campaignId);
    }
  }
  return touched;
}

function countReturned(progress: Progress, event: ReleasesReturned): string[] {
  const touched: string[] = [];
  for (const { release, code } of event.returned) {
    if (!release) continue;
    const campaign = progressOf(progress, release.campaignId);
    campaign.released -= 1;
    if (code === 'NO_CONTENT') campaign.rejected += 1;
    // It stands in its lane again; if the last look found an opt-out, the next release decision cancels it there.
    else moveQueued(progress, release, 1);
    touched.push(release.campaignId);
  }
  return touched;
}

function countDeliveries(progress: Progress, event: DeliveriesReported): string[] {
  return event.reports
    .filter((report) => report.status === 'DELIVERED')
    .map((report) => {
      progressOf(progress, report.campaignId).delivered += 1;
      return report.campaignId;
    });
}

function countInbound(progress: Progress, event: InboundReceived): string[] {
  const campaignId = progress.lastCampaign.get(`${event.senderId} ${event.recipient}`);
  if (campaignId === undefined || event.kind !== InboundKind.INBOUND_KIND_REPLY) return [];
  const stops =
    event.recognition === Recognition.RECOGNITION_OPT_OUT ||
    event.recognition === Recognition.RECOGNITION_PROVISIONAL;
  const key = `${stops ? 'stop' : 'reply'} ${event.recipient}`;
  const heard = progress.heard.get(campaignId) ?? new Set<string>();
  progress.heard.set(campaignId, heard);
  if (heard.has(key)) return [];
  heard.add(key);
  progressOf(progress, campaignId)[stops ? 'optedOut' : 'replied'] += 1;
  return [campaignId];
}

function add(counts: Map<Reason, number>, key: Reason): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
