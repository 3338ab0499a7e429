import { PoisonEntry } from '@hustings/event-log';
import { compileRules, type PolicyDocument, parsePolicyText } from '@hustings/policy';
import type { Ladder } from '../domain/case/ladder.ts';
import { PROCESS_RULES, type ProcessRules } from '../domain/case/process.ts';
import type { PolicyActivated } from '../domain/policy/decider.ts';
import type { PolicyInForce } from '../domain/policy/policy-in-force.ts';

const DAY_MS = 86_400_000;

/** Makes an activated document ready to judge by. Throws `PoisonEntry` for one that this version cannot read. */
export function preparePolicy(activated: PolicyActivated): PolicyInForce {
  const parsed = parsePolicyText(activated.document);
  if (!parsed.ok) throw new PoisonEntry(`policy ${activated.hash} cannot be read`);
  const rules = compileRules(parsed.value);
  if (!rules.ok) throw new PoisonEntry(`rules of policy ${activated.hash} cannot be compiled`);
  return {
    activated,
    windowMs: parsed.value.enforcement.signals.windowMs,
    ladder: ladderOf(parsed.value),
    slowStart: slowStartOf(parsed.value),
    evaluate: (signals) => rules.value.evaluate(signals),
    thresholds: rules.value.thresholds,
    isCampaignTime: campaignTimeOf(parsed.value),
    nextVote: nextVoteOf(parsed.value),
  };
}

function slowStartOf({ enforcement }: PolicyDocument): PolicyInForce['slowStart'] {
  const { slowStart } = enforcement;
  if (slowStart === undefined) return undefined;
  return { lastsUs: slowStart.lastsMs * 1000, restsUs: slowStart.restsMs * 1000 };
}

/** The dates of an election are local and carry no hour: a day more on either side leaves out no zone. */
function campaignTimeOf({ windows }: PolicyDocument): PolicyInForce['isCampaignTime'] {
  const campaigns = (windows?.elections ?? []).flatMap((election) => {
    const { jurisdiction, officialCampaignStart, pollingDays } = election;
    if (officialCampaignStart === undefined) return [];
    const country = jurisdiction.slice(0, 2);
    const fromUs = (Date.parse(officialCampaignStart) - DAY_MS) * 1000;
    const untilUs = (Date.parse(String(pollingDays.at(-1))) + 2 * DAY_MS) * 1000;
    return [{ country, fromUs, untilUs }];
  });
  return (country, atUs) =>
    campaigns.some(
      (each) => each.country === country && atUs >= each.fromUs && atUs < each.untilUs,
    );
}

/** The vote whose last polling day is the next; it is over a day after that day in every zone. */
function nextVoteOf({ windows }: PolicyDocument): PolicyInForce['nextVote'] {
  const votes = (windows?.elections ?? [])
    .map(({ id, jurisdiction, pollingDays }) => ({
      electionId: id,
      country: jurisdiction.slice(0, 2),
      votesAtUs: Date.parse(String(pollingDays.at(-1))) * 1000,
    }))
    .sort((a, b) => a.votesAtUs - b.votesAtUs);
  return (country, atUs) => {
    const next = votes.find(
      (vote) => vote.country === country && atUs < vote.votesAtUs + 2 * DAY_MS * 1000,
    );
    return next ? { electionId: next.electionId, votesAtUs: next.votesAtUs } : null;
  };
}

function ladderOf({ enforcement: { ladder } }: PolicyDocument): Ladder {
  return {
    minGapAfterDeliveryMs: ladder.warning.minGapAfterDeliveryMs,
    warningLapsesAfterMs: ladder.warning.lapsesAfterMs,
    restrictionMs: ladder.restriction.durationMs,
    deemedDeliveredAfterMs: ladder.noticeDeemedDeliveredAfterMs,
    appealOpenMs: ladder.appeal.openMs,
    appealClocks: appealClocksOf(ladder.appeal),
    process: processOf(ladder.process ?? {}),
  };
}

/** What the document leaves out is as in the data of the ladder. */
function processOf(own: { [Name in keyof ProcessRules]?: number | undefined }): ProcessRules {
  const set = Object.entries(own).filter(([, value]) => value !== undefined);
  return { ...PROCESS_RULES, ...Object.fromEntries(set) };
}

/** Without figures of their own, every appeal is decided within the time of a restriction's. */
function appealClocksOf(
  appeal: PolicyDocument['enforcement']['ladder']['appeal'],
): Ladder['appealClocks'] {
  const { decideWithinMs, clocks } = appeal;
  return {
    restrictionMs: decideWithinMs,
    suspensionMs: clocks?.suspensionMs ?? decideWithinMs,
    banMs: clocks?.banMs ?? decideWithinMs,
    campaignRestrictionMs: clocks?.campaign.restrictionMs ?? decideWithinMs,
    campaignSuspensionMs: clocks?.campaign.suspensionMs ?? decideWithinMs,
    campaignBanMs: clocks?.campaign.banMs ?? decideWithinMs,
    stayMs: clocks?.stayMs ?? decideWithinMs,
  };
}
