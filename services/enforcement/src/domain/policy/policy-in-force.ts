import type { Breach, Signals, Threshold } from '@hustings/policy';
import type { Ladder } from '../case/ladder.ts';
import type { NearVote } from '../case/process.ts';
import type { PolicyActivated } from './decider.ts';

/** What the machine needs of the policy in force. */
export interface PolicyInForce {
  activated: PolicyActivated;
  windowMs: number;
  ladder: Ladder;
  /** Breached rules, in the order of the document. */
  evaluate(signals: Signals): Breach[];
  /** Spans of slow starts; absent when the policy begins none. */
  slowStart?: { lastsUs: number; restsUs: number } | undefined;
  /** Limits of the rules that are followed for reports of equal treatment; absent = none. */
  thresholds?: readonly Threshold[];
  /** True while an official campaign is on in that country (ISO 3166-1), from its start until the polls close. */
  isCampaignTime(country: string, atUs: number): boolean;
  /** The next vote in that country, or the one that is held; null when none is known. */
  nextVote(country: string, atUs: number): NearVote | null;
}
