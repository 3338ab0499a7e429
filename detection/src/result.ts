import type { SenderRecord } from './record.ts';
import { type Interval, medianOf, wilson } from './statistics.ts';
import type { Style, Truth } from './types.ts';

/** Messages before which an abusive sender is to be restricted. */
export const BEFORE = 500;

/** What `--json` writes; the first three keys are a contract. */
export interface DetectionResult {
  abusive: {
    senders: number;
    /** Share restricted, or frozen by the machine's hold, before their 500th abusive message. Who stopped earlier and was not restricted counts as missed. */
    restrictedBefore500: number;
    /** The same without those that only a hold stopped. */
    sanctionedBefore500: number;
    /** Share that never sent 500 abusive messages, or was restricted before: also whom the owner stopped while it was slow. */
    containedBefore500: number;
    /** Median of those who were warned; null when nobody was. */
    medianMessagesToWarning: number | null;
  };
  /** `everRestricted`: restricted or frozen. `slowed`: share with a slow start, which is neither. */
  honest: { senders: number; everRestricted: number; slowed: number; banned: number };
  reportBombed: { senders: number; restricted: number; banned: number };
  byStyle: Record<string, StyleResult>;
  intervals: { abusiveRestrictedBefore500: Interval; honestEverRestricted: Interval };
  seeds: number[];
  policyHash: string;
}

/** One style in figures. */
export interface StyleResult {
  truth: Truth;
  senders: number;
  messages: number;
  warned: number;
  slowed: number;
  held: number;
  restricted: number;
  restrictedBefore500: number;
  medianMessagesToWarning: number | null;
  medianMessagesToRestriction: number | null;
  /** Rules that restricted, with counts. */
  rules: Record<string, number>;
}

/** Sums up the records of one or several seeds. */
export function resultOf(
  records: readonly SenderRecord[],
  run: { seeds: number[]; policyHash: string },
): DetectionResult {
  const abusive = records.filter(({ truth }) => truth === 'ABUSIVE');
  const honest = records.filter(({ truth }) => truth === 'HONEST');
  const bombed = records.filter(({ truth }) => truth === 'BOMBED');
  const caught = abusive.filter(isRestrictedInTime).length;
  const hit = honest.filter(isRestricted).length;
  return {
    abusive: {
      senders: abusive.length,
      restrictedBefore500: share(caught, abusive.length),
      sanctionedBefore500: share(
        abusive.filter((each) => isInTime(each.messagesToRestriction)).length,
        abusive.length,
      ),
      containedBefore500: share(
        abusive.filter((each) => each.abusiveSent < BEFORE || isRestrictedInTime(each)).length,
        abusive.length,
      ),
      medianMessagesToWarning: medianOf(abusive.map((each) => each.messagesToWarning)),
    },
    honest: {
      senders: honest.length,
      everRestricted: share(hit, honest.length),
      slowed: share(honest.filter(({ slowed }) => slowed).length, honest.length),
      banned: honest.filter(({ banned }) => banned).length,
    },
    reportBombed: {
      senders: bombed.length,
      restricted: bombed.filter(isRestricted).length,
      banned: bombed.filter(({ banned }) => banned).length,
    },
    byStyle: Object.fromEntries(
      [...Map.groupBy(records, ({ style }) => style)].map(([style, all]) => [
        style,
        styleOf(style, all),
      ]),
    ),
    intervals: {
      abusiveRestrictedBefore500: wilson(caught, abusive.length),
      honestEverRestricted: wilson(hit, honest.length),
    },
    ...run,
  };
}

function styleOf(_style: Style, records: readonly SenderRecord[]): StyleResult {
  const rules: Record<string, number> = {};
  for (const { restrictedRule } of records) {
    if (restrictedRule !== '') rules[restrictedRule] = (rules[restrictedRule] ?? 0) + 1;
  }
  return {
    truth: records[0]?.truth ?? 'HONEST',
    senders: records.length,
    messages: records.reduce((sum, { sent }) => sum + sent, 0),
    warned: records.filter(({ messagesToWarning }) => messagesToWarning !== null).length,
    slowed: records.filter(({ slowed }) => slowed).length,
    held: records.filter(({ messagesToHold }) => messagesToHold !== null).length,
    restricted: records.filter(isRestricted).length,
    restrictedBefore500: records.filter(isRestrictedInTime).length,
    medianMessagesToWarning: medianOf(records.map((each) => each.messagesToWarning)),
    medianMessagesToRestriction: medianOf(records.map((each) => each.messagesToRestriction)),
    rules,
  };
}

/** A hold freezes more than a restriction does. */
function isRestricted({ messagesToRestriction, messagesToHold }: SenderRecord): boolean {
  return messagesToRestriction !== null || messagesToHold !== null;
}

function isRestrictedInTime({ messagesToRestriction, messagesToHold }: SenderRecord): boolean {
  return isInTime(messagesToRestriction) || isInTime(messagesToHold);
}

function isInTime(messages: number | null): boolean {
  return messages !== null && messages < BEFORE;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
