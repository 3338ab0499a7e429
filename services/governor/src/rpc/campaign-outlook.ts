import type { LaneWait, WatchCampaignResponse } from '@hustings/contracts/governor';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { type CompiledWindows, foreseenAt, windowsAt } from '@hustings/policy';
import { partsOfLane } from '@hustings/policy/gate';
import { meaningOfHours } from '@hustings/policy/plan';
import { HAND_OFFS_BEHIND } from '../app/held-back.ts';
import type { Wait } from '../app/lane-watch.ts';
import type { Views } from '../app/views.ts';
import { countUntilLast } from '../domain/ahead.ts';
import { type Estimate, estimateCompletion } from '../domain/estimate.ts';
import type { AskParts } from './ask.ts';

/** To wait a second for the next permit is how a queue moves; what lasts longer is worth a word. */
const WORTH_SAYING_US = 2_000_000;
/** States of a place that are looked through for the next closure; each ends with its day at the latest. */
const CLOSURE_LOOKS = 8;

type Outlook = Pick<
  WatchCampaignResponse,
  'completesAt' | 'bindingLimit' | 'bindingLimitText' | 'waits'
>;

/** What a campaign's queued messages wait for, and when the last of them would be out. */
export async function outlookOf(
  parts: AskParts,
  views: Views,
  { organisationId, campaignId }: { organisationId: string; campaignId: string },
): Promise<Outlook> {
  const { lanes } = views;
  const own = [...(lanes.lanesOfCampaign.get(campaignId) ?? [])];
  // The first lane of each sender stands for all.
  const laneOf = new Map(own.toReversed().map((lane) => [partsOfLane(lane).senderId, lane]));
  const senderIds = [...laneOf.keys()];
  const last = lanes.pausedCampaigns.has(campaignId)
    ? null
    : latestOf(senderIds.map((senderId) => endOn(parts, views, { senderId, campaignId })));
  const known = await parts.waitsOf(organisationId, [...laneOf.values()]);
  return {
    completesAt: last === null ? undefined : timestampFromUs(last.completesAtUs),
    bindingLimit: last?.bindingLimit ?? '',
    bindingLimitText: last?.bindingLimitText ?? '',
    waits: [...laneOf].flatMap(([senderId, lane]) =>
      toWaits(parts, views, { senderId, wait: known.get(lane) }),
    ),
  };
}

/** End of a campaign's messages on one sender; null when nobody can tell. */
function endOn(
  { clock }: AskParts,
  views: Views,
  { senderId, campaignId }: { senderId: string; campaignId: string },
): Estimate | null {
  const sender = views.directory.senders.get(senderId);
  const profile = views.activePolicy()?.policy.limits.profiles[sender?.limitProfile ?? ''];
  if (!profile || views.lanes.pausedSenders.has(senderId)) return null;
  const queuedBefore = countUntilLast(views.lanes, { senderId, campaignId, messages: 0 });
  const nowUs = clock.nowUs();
  const end = estimateCompletion(profile, { nowUs, queuedBefore, messages: 0 });
  const places = [...(views.lanes.lanesOfCampaign.get(campaignId) ?? [])]
    .map((lane) => partsOfLane(lane))
    .filter((lane) => lane.senderId === senderId)
    .map(({ place }) => place);
  return atOpenHours(end, { nowUs, places: new Set(places), windows: views.activeWindows() });
}

/**
 * The end where it is latest, once the hours of the places are kept for which something is queued. Where that takes longer than the
 * limits do, it is the hours that decide.
 */
function atOpenHours(
  end: Estimate,
  at: { nowUs: bigint; places: ReadonlySet<string>; windows: CompiledWindows | undefined },
): Estimate {
  const { windows } = at;
  if (windows === undefined) return end;
  const fromUs = Number(at.nowUs);
  const limitedUs = Number(end.completesAtUs);
  const delay = { fromUs, delayUs: limitedUs - fromUs, runsWhileClosed: end.runsWhileClosed };
  let latest = { place: '', atUs: limitedUs };
  for (const place of at.places) {
    const atUs = foreseenAt(windows, place, delay);
    if (atUs > latest.atUs) latest = { place, atUs };
  }
  const completesAtUs = BigInt(latest.atUs);
  if (latest.atUs - limitedUs <= delay.delayUs) return { ...end, completesAtUs };
  const bindingLimit = nextClosure(windows, latest.place, fromUs);
  return { ...end, completesAtUs, bindingLimit, bindingLimitText: meaningOfHours(bindingLimit) };
}

/** What closes a place now or, while it is open, next; '' = nothing within some days. */
function nextClosure(windows: CompiledWindows, place: string, nowUs: number): string {
  let state = windowsAt(windows, place, nowUs);
  for (let looks = 0; state.state === 'OPEN' && looks < CLOSURE_LOOKS; looks++) {
    state = windowsAt(windows, place, state.untilUs);
  }
  return state.state === 'OPEN' ? '' : state.ruleId;
}

function toWaits(
  { clock }: AskParts,
  views: Views,
  { senderId, wait }: { senderId: string; wait: Wait | undefined },
): LaneWait[] {
  const none = { ruleId: '', text: '', until: undefined, senderPaused: false };
  if (views.lanes.pausedSenders.has(senderId)) {
    return [{ ...none, senderId, text: 'the sender is paused', senderPaused: true }];
  }
  if (!wait) return [];
  const isShort = wait.atUs > 0 && wait.atUs - Number(clock.nowUs()) < WORTH_SAYING_US;
  if (isShort) return [];
  const until = wait.atUs > 0 ? timestampFromUs(BigInt(Math.round(wait.atUs))) : undefined;
  return [{ ...none, senderId, ruleId: wait.ruleId, text: meaningOf(views, wait.ruleId), until }];
}

/** What a limit of the policy in force means, or what stands in the way, in words; '' for anything else. */
function meaningOf(views: Views, ruleId: string): string {
  if (ruleId === HAND_OFFS_BEHIND) return 'messages that were released wait to be handed off';
  const profiles = Object.values(views.activePolicy()?.policy.limits.profiles ?? {});
  const limits = profiles.flatMap(({ sender, organisation }) => [...sender, ...organisation]);
  return limits.find(({ id }) => id === ruleId)?.meaning ?? meaningOfHours(ruleId);
}

function latestOf(ends: (Estimate | null)[]): Estimate | null {
  return ends.reduce<Estimate | null>((latest, next) => {
    if (latest === null || next === null) return latest ?? next;
    return next.completesAtUs > latest.completesAtUs ? next : latest;
  }, null);
}
