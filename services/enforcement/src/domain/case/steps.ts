/** Standing of a subject. Nothing is sent while PENDING, SUSPENDED, BAN_NOTICE or BANNED. */
export const STANDINGS = [
  'PENDING',
  'ACTIVE',
  'WARNED',
  'RESTRICTED',
  'SUSPENDED',
  'BAN_NOTICE',
  'BANNED',
] as const;
export type Standing = (typeof STANDINGS)[number];

/**
 * The steps of the ladder, as in the policy data (enforcement-ladder.json); a test compares the two. T08 (compromise) is no
 * sanction and has an aggregate of its own; T09 goes back to the standing before the decision, whichever it was.
 */
export const STEPS = {
  T01: { from: ['ACTIVE'], to: 'WARNED', who: ['system', 'moderator'] },
  T02: { from: ['WARNED'], to: 'RESTRICTED', who: ['system', 'moderator'] },
  T03: { from: ['RESTRICTED'], to: 'WARNED', who: ['system'] },
  T04: { from: ['RESTRICTED'], to: 'SUSPENDED', who: ['panel'] },
  T05: { from: ['SUSPENDED'], to: 'BAN_NOTICE', who: ['panel'] },
  T06: { from: ['BAN_NOTICE'], to: 'BANNED', who: ['system'] },
  T07: { from: ['ACTIVE', 'WARNED', 'RESTRICTED'], to: 'SUSPENDED', who: ['moderator'] },
  T10: { from: ['BANNED'], to: 'PENDING', who: ['panel'] },
} as const satisfies Record<
  string,
  { from: readonly Standing[]; to: Standing; who: readonly ('system' | 'moderator' | 'panel')[] }
>;
export type StepId = keyof typeof STEPS;

/** Standings that one step leads to from another. BANNED is none of those that ACTIVE has. */
export type StandingAfter<From extends Standing> = {
  [Id in StepId]: From extends (typeof STEPS)[Id]['from'][number]
    ? (typeof STEPS)[Id]['to']
    : never;
}[StepId];

/** What a sanction imposes, with the steps that impose it. T07 also falls back to a restriction. */
export interface ImposedBy {
  RESTRICTED: 'T02' | 'T07';
  SUSPENDED: 'T04' | 'T07';
  BAN_NOTICE: 'T05';
  BANNED: 'T06';
}
export type SanctionStanding = keyof ImposedBy;

/** Measures that are stated with reasons. */
export type Measured = 'WARNED' | SanctionStanding;

/** True when the first standing weighs more. */
export function isGraver(one: Standing, other: Standing): boolean {
  return STANDINGS.indexOf(one) > STANDINGS.indexOf(other);
}
