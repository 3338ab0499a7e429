import { type Ladder, PROCESS_RULES, type Subject } from '@hustings/enforcement/simulation';

/** 2027-01-15 08:00:00 UTC, microseconds. */
export const START_US = 1_800_000_000_000_000;
export const SECOND_US = 1_000_000;
export const HOUR_US = 3600 * SECOND_US;
export const DAY_US = 24 * HOUR_US;

/** The ladder of the data file. */
export const LADDER: Ladder = {
  minGapAfterDeliveryMs: 3_600_000,
  warningLapsesAfterMs: 30 * 86_400_000,
  restrictionMs: 72 * 3_600_000,
  deemedDeliveredAfterMs: 24 * 3_600_000,
  appealOpenMs: 184 * 86_400_000,
  appealClocks: {
    restrictionMs: 24 * 3_600_000,
    suspensionMs: 5 * 86_400_000,
    banMs: 10 * 86_400_000,
    campaignRestrictionMs: 12 * 3_600_000,
    campaignSuspensionMs: 48 * 3_600_000,
    campaignBanMs: 72 * 3_600_000,
    stayMs: 24 * 3_600_000,
  },
  process: PROCESS_RULES,
};

export const ORGANISATION = 'org-1';
export const SUBJECTS: readonly [Subject, ...Subject[]] = [
  { kind: 'SENDER', id: 'snd-1' },
  { kind: 'SENDER', id: 'snd-2' },
  { kind: 'CAMPAIGN', id: 'cmp-1' },
];

/** Everybody of the operator's who may try anything. Few enough that roles meet in one hand all the time. */
export const OFFICERS: readonly [string, ...string[]] = [
  'off-1',
  'off-2',
  'off-3',
  'off-4',
  'off-5',
  'off-6',
  'off-7',
  'off-8',
  'off-9',
  'off-10',
  'off-11',
  'off-12',
];

/** Who has a conflict of interest regarding the organisation, and tries all the same. */
export const CONFLICTED: readonly string[] = ['off-8'];

export const OWNERS: readonly [string, ...string[]] = ['org-admin', 'org-tool'];
export const CLAUSES: readonly [string, ...string[]] = ['terms 4.2', 'terms 5.1'];
