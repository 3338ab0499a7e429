import { randomInt } from 'node:crypto';
import { partitionOf } from '@hustings/kernel';
import { countAlike } from '../domain/case/alike.ts';
import type { Subject } from '../domain/case/evidence.ts';
import type { Lot, NearVote } from '../domain/case/process.ts';
import type { CaseFile } from '../domain/case/state.ts';
import type { StaffBook } from '../domain/officer/staff-book.ts';
import { type Means, nowUs } from './orders.ts';
import type { PartitionWatch } from './partition-watch.ts';

/** Draws of one lot: a panel has three members at most, and one of them may be drawn again. */
const DRAWS = 3;

const UINT32 = 2 ** 32;
const DAY_US = 24 * 3_600_000_000;

/** Everybody who works for the operator; staff is issued in partition 0. */
export function staffOf({ views }: Means): StaffBook | undefined {
  return views.partitions[0]?.watch.staff;
}

/** The view of the partition that an organisation's facts are in. */
export function watchOf(means: Means, organisationId: string): PartitionWatch | undefined {
  const partition = partitionOf(organisationId, means.layout);
  return means.views.partitions.find((each) => each.partition === partition);
}

/** Who has a conflict of interest regarding an organisation now. */
export function conflictedIn(means: Means, organisationId: string): string[] {
  return staffOf(means)?.conflicted(organisationId, nowUs(means)) ?? [];
}

/** The reviewers there are, and randomness to pick among them. */
export function newLot(means: Means): Lot {
  return { reviewers: staffOf(means)?.reviewers ?? [], draws: newDraws(DRAWS) };
}

/** Unsigned 32-bit integers from the platform's random source. */
export function newDraws(count: number): number[] {
  return Array.from({ length: count }, () => randomInt(UINT32));
}

/** The next vote, for an organisation that is a party or candidate; else null. */
export function voteOf(means: Means, organisationId: string): NearVote | null {
  const watch = watchOf(means, organisationId)?.watch;
  const country = watch?.organisations.byId(organisationId)?.country ?? '';
  if (!watch?.policy || !watch.subjects.isParty(organisationId)) return null;
  return watch.policy.nextVote(country, nowUs(means));
}

/** When a subject was registered. */
export function accountSince(means: Means, file: Pick<CaseFile, 'subject' | 'organisationId'>) {
  const watch = watchOf(means, file.organisationId)?.watch;
  return watch?.subjects.sinceUs(file.subject, file.organisationId) ?? 0;
}

/**
 * Other subjects against which one person proposed or imposed something under a clause within a day, mass actions left out:
 * from the fifth on it has to be one.
 */
export function alikeOf(
  means: Means,
  act: { by: string; clause: string; subject: Subject },
): number {
  const files = means.views.allCases().map(({ state }) => state.file);
  return countAlike(files, { ...act, sinceUs: nowUs(means) - DAY_US });
}
