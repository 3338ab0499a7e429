import type { Pause } from '../../complaints/state.ts';
import { type Ladder, toUs } from '../ladder.ts';

/** Measures that can be appealed against, as their statements name them. */
export type AppealableMeasure = 'WARNED' | 'RESTRICTED' | 'SUSPENDED' | 'BAN_NOTICE' | 'BANNED';

/** How long the operator has to decide an appeal, milliseconds. Outside and during an official campaign. */
export interface AppealClocks {
  restrictionMs: number;
  suspensionMs: number;
  banMs: number;
  campaignRestrictionMs: number;
  campaignSuspensionMs: number;
  campaignBanMs: number;
  /** To decide on a stay, always. */
  stayMs: number;
}

/** Time to decide an appeal against a measure, microseconds. A warning is decided as fast as a restriction. */
export function decideWithinUs(
  measure: AppealableMeasure,
  inCampaign: boolean,
  { appealClocks: clocks }: Ladder,
): number {
  switch (measure) {
    case 'WARNED':
    case 'RESTRICTED':
      return toUs(inCampaign ? clocks.campaignRestrictionMs : clocks.restrictionMs);
    case 'SUSPENDED':
      return toUs(inCampaign ? clocks.campaignSuspensionMs : clocks.suspensionMs);
    case 'BAN_NOTICE':
    case 'BANNED':
      return toUs(inCampaign ? clocks.campaignBanMs : clocks.banMs);
  }
}

/** How long repeated appeals were not taken up to an instant, microseconds: for so long the window to appeal stood still. */
export function pausedForUs(
  pauses: readonly Pause[],
  { sinceUs, nowUs }: { sinceUs: number; nowUs: number },
): number {
  return pauses
    .map(({ fromUs, untilUs }) => Math.min(untilUs, nowUs) - Math.max(fromUs, sinceUs))
    .filter((us) => us > 0)
    .reduce((sum, us) => sum + us, 0);
}

/**
 * When the window to appeal against a measure closes; null while its notice was not delivered. It is counted from delivery
 * (DSA Article 20(1)), and never ends before the instant that the statement named.
 */
export function windowClosesAtUs(
  notice: { deliveredAtUs: number | null } | undefined,
  statedUs: number,
  ladder: Ladder,
): number | null {
  if (!notice || notice.deliveredAtUs === null) return null;
  return Math.max(statedUs, notice.deliveredAtUs + toUs(ladder.appealOpenMs));
}
