import type { Spend } from '../admission/state.ts';
import type { InstantUs } from '../admission/types.ts';

/** What of a limit is taken at present, for one subject. */
export interface Level {
  /** Windows: permits spent. Unique recipients: people counted. Those that still count, oldest first. */
  spends: readonly Spend[];
  /** Buckets: the instant at which the bucket is full again; 0 = it is. */
  fullAtUs: InstantUs;
}

/** Messages that follow one another and are alike. */
export interface PlannedRun {
  count: number;
  /** Permits of each under limits that count segments. */
  units: number;
  /** Absent: each goes to somebody new. Else all go to this person. */
  recipient?: string;
  /** The person was counted by the limits of unique recipients at that instant; 0 or absent = not. */
  reachedAtUs?: InstantUs;
  /** The person is in conversation before this instant; 0 or absent = not. */
  conversationUntilUs?: InstantUs;
  /** The person's cap over all organisations that is reached, and when it has room again; absent = there is room. */
  capped?: { ruleId: string; untilUs: InstantUs };
  /** Where the recipients live, for windows of the day: whatever `Opening` understands. */
  place?: string;
  /** None of these goes out before this instant. */
  notBeforeUs?: InstantUs;
}

/** Until when limits bind that bind at certain times only; 0 = they do not. Messages to people who have ever replied are free of them. */
export interface Paces {
  /** A warning is new: `limits.whileWarned`. */
  warnedUntilUs: InstantUs;
  /** A slow start runs: `limits.whileSlow`. */
  slowUntilUs: InstantUs;
}

/** When messages to a place may go out: the earliest instant from `atUs` on, and what makes them wait until then. */
export type Opening = (place: string, atUs: InstantUs) => { atUs: InstantUs; ruleId: string };

/** Time in which one thing decides how fast messages go out. */
export interface PlanStretch {
  fromUs: InstantUs;
  untilUs: InstantUs;
  /** Messages that go out; 0 = a pause. */
  messages: number;
  /** Limit or rule that decides; '' = nothing does. */
  ruleId: string;
}

/** 24 hours, counted from the start of the plan. */
export interface PlanDay {
  /** From 1 on. */
  day: number;
  fromUs: InstantUs;
  messages: number;
  /** What made messages wait longest on this day; '' = nothing. */
  ruleId: string;
}

/** When messages would be out if nothing else were sent and nothing changed. */
export interface CampaignPlan {
  startsAtUs: InstantUs;
  /** When the last one goes out; the start when there are none. */
  completesAtUs: InstantUs;
  messages: number;
  /** What messages wait for longest in all; '' = nothing. */
  ruleId: string;
  stretches: PlanStretch[];
  /** Days in which something goes out or is waited for, up to the last message. */
  days: PlanDay[];
  /** Messages that no time makes pass, by the limit or rule that stops them; they are not counted above. */
  never: { ruleId: string; messages: number }[];
}
