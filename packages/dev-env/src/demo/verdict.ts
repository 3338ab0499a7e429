import type { ReplayReport } from '@hustings/contracts/auditor';
import { Outcome, Reason, reasonToJSON } from '@hustings/contracts/governor';
import type { ProviderReport } from '../provider/index.ts';
import type { CampaignRun } from './party-a.ts';
import type { StoryOfB } from './party-b.ts';
import type { PageVisit } from './recipient-page.ts';
import type { SealedLog } from './sealed-log.ts';

/** Everything that a demonstration saw. */
export interface Evidence {
  campaign: CampaignRun;
  story: StoryOfB;
  ngoAccepted: number;
  visit: PageVisit;
  replay: ReplayReport;
  sealedLog: SealedLog;
  provider: ProviderReport;
  redisKilled: number;
  recoveredAfterMs: number;
  unexpectedExits: string[];
  seconds: number;
  limitPerSecond: number;
}

/** One sentence that must be true, and whether it was. */
export interface Check {
  sentence: string;
  holds: boolean;
}

/** The result as one JSON object. `sent`, `delivered`, `maxPerSecond`, `optOutViolations` and `duplicates` are the provider's counts. */
export interface DemoResult {
  ok: boolean;
  recipients: number;
  sent: number;
  delivered: number;
  queuedCancelledByOptOut: number;
  refused: Record<string, number>;
  maxPerSecond: Record<string, number>;
  optOutViolations: number;
  duplicates: number;
  lost: number;
  uncertain: number;
  replay: { decisions: number; differences: number };
  enforcement: string[];
  redisKilled: number;
  redisRecoveredAfterMs: number;
  foreseenEnd: string;
  ended: string;
  seconds: number;
  checks: Check[];
}

/** Judges a demonstration: by the provider and the log where they can tell, by our own answers elsewhere. */
export function judge(evidence: Evidence): DemoResult {
  const { campaign, provider, replay, story } = evidence;
  const senders = Object.entries(provider.senders);
  const cancelled = cancelledByOptOut(campaign);
  const checks = [
    ...checkCampaign(evidence, cancelled),
    ...checkStory(evidence),
    ...checkWorld(evidence),
  ];
  return {
    ok: checks.every(({ holds }) => holds),
    recipients: campaign.rows,
    sent: sum(senders.map(([, counts]) => counts.accepted)),
    delivered: sum(senders.map(([, counts]) => counts.delivered)),
    queuedCancelledByOptOut: cancelled,
    refused: countRefusals(evidence),
    maxPerSecond: Object.fromEntries(
      senders.map(([number, { maxPerSecond }]) => [number, maxPerSecond]),
    ),
    optOutViolations: provider.optOutViolations,
    duplicates: provider.duplicates.clientRefs + provider.duplicates.contents,
    lost: Number(replay.lost),
    uncertain: Number(replay.uncertain),
    replay: { decisions: Number(replay.decisions), differences: Number(replay.differences) },
    enforcement: story.enforcement,
    redisKilled: evidence.redisKilled,
    redisRecoveredAfterMs: evidence.recoveredAfterMs,
    foreseenEnd: new Date(campaign.foreseenEndMs).toISOString(),
    ended: new Date(campaign.endedMs).toISOString(),
    seconds: evidence.seconds,
    checks,
  };
}

function checkCampaign({ campaign, provider }: Evidence, cancelled: number): Check[] {
  const { final, summary, rows } = campaign;
  const broken = sum(Object.values(summary.tally.broken));
  const ended = final.handedOff + final.rejected + final.uncertain;
  const all = sum(final.cancelled.map(({ messages }) => Number(messages)));
  return [
    check('at least 600 people are in the file', rows >= 600),
    check('every row was queued or reported', summary.tally.accepted + broken === rows),
    check(
      'every queued message was sent or cancelled',
      Number(ended) + all === summary.tally.accepted,
    ),
    check('people opted out while their message was queued, and it was cancelled', cancelled > 0),
    check('people replied', final.replied > 0n),
    check('deliveries were reported', final.delivered > 0n),
    check(
      'the provider rejected nothing',
      sum(Object.values(provider.senders).map((one) => one.rejected)) === 0,
    ),
  ];
}

function checkStory({ story }: Evidence): Check[] {
  const [ungranted, toSilent, toStopped] = story.refused;
  const order = ['Warned', 'Restricted', 'AppealFiled', 'AppealUpheld', 'RestrictionEnded'];
  const seen = story.enforcement.filter((name) => order.includes(name));
  return [
    check(
      'a tool without a grant is refused',
      ungranted?.reason === Reason.REASON_TOOL_NOT_GRANTED,
    ),
    check(
      'Party B was warned, restricted, heard and restored, in this order',
      isSubsequence(order, seen),
    ),
    check('Party B received its notices', story.noticesSeen >= 2),
    check(
      'a restricted sender may answer who has replied',
      isAccepted(story.acceptedWhileRestricted.outcome),
    ),
    check(
      'and nobody else, with the reason and the end of the restriction',
      toSilent?.reason === Reason.REASON_RESTRICTED_REPLY_ONLY && toSilent.retryAt !== undefined,
    ),
    check('after the upheld appeal sending resumes', isAccepted(story.acceptedAfterAppeal.outcome)),
    check(
      'who opted out from all political senders is not written to by Party B',
      toStopped?.reason === Reason.REASON_OPTED_OUT_ALL_POLITICAL,
    ),
  ];
}

function checkWorld({ provider, replay, ...evidence }: Evidence): Check[] {
  const peaks = Object.values(provider.senders).map(({ maxPerSecond }) => maxPerSecond);
  const { clientRefs, contents } = provider.duplicates;
  return [
    check('the NGO wrote beside them', evidence.ngoAccepted > 0),
    check(
      'who pressed the button of a recipient page was told so, and the queued message never came',
      evidence.visit.outcome === 'STOPPED' &&
        provider.recipients[evidence.visit.number] === undefined,
    ),
    check(
      `no sender exceeded ${evidence.limitPerSecond} in any second, counted by the provider`,
      peaks.every((peak) => peak <= evidence.limitPerSecond),
    ),
    check('nobody was written to after an acknowledged opt-out', provider.optOutViolations === 0),
    check('nothing was sent twice', clientRefs + contents === 0),
    check('Redis was killed, came back empty and was rebuilt', evidence.redisKilled === 1),
    check(
      'the replay re-derives every decision',
      replay.decisions > 0n && replay.differences === 0n,
    ),
    check(
      'the replay finds no opt-out violated, nothing sent twice, nothing lost',
      replay.optOutViolations === 0n && replay.duplicates === 0n && replay.lost === 0n,
    ),
    check('the log has no break', replay.breaks.length === 0),
    check(
      'the sealed log verifies from its published files alone',
      evidence.sealedLog.verifies && evidence.sealedLog.commits > 0,
    ),
    check('no sanction lacks its process', replay.processViolations === 0n),
    check('every process ran to the end', evidence.unexpectedExits.length === 0),
  ];
}

function cancelledByOptOut({ final }: CampaignRun): number {
  const reasons: number[] = [
    Reason.REASON_OPTED_OUT_ORGANISATION,
    Reason.REASON_OPTED_OUT_CAMPAIGN,
    Reason.REASON_OPTED_OUT_SENDER,
    Reason.REASON_OPTED_OUT_ALL_POLITICAL,
  ];
  const cancelled = final.cancelled.filter(({ reason }) => reasons.includes(reason));
  return sum(cancelled.map(({ messages }) => Number(messages)));
}

function countRefusals({ campaign, story }: Evidence): Record<string, number> {
  const counts: Record<string, number> = {
    ...campaign.summary.tally.refused,
    ...campaign.summary.tally.broken,
  };
  for (const { reason } of story.refused) {
    const name = reasonToJSON(reason).replace('REASON_', '');
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function isAccepted(outcome: Outcome): boolean {
  return outcome === Outcome.OUTCOME_QUEUED || outcome === Outcome.OUTCOME_RELEASED;
}

function isSubsequence(order: string[], seen: string[]): boolean {
  let next = 0;
  for (const name of seen) if (name === order[next]) next += 1;
  return next === order.length;
}

function check(sentence: string, holds: boolean): Check {
  return { sentence, holds };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
