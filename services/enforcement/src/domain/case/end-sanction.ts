import type { SanctionEnded } from './events.ts';
import type { KnownCase, LiveSanction } from './state.ts';
import { isGraver, type Standing } from './steps.ts';

/** A sanction's end as it is recorded. */
export function endOf(
  { file }: KnownCase,
  { sanctionId }: Pick<LiveSanction, 'sanctionId'>,
  how: Pick<SanctionEnded, 'why' | 'standingAfter' | 'atUs'>,
): SanctionEnded {
  const { caseId, subject, organisationId } = file;
  return { type: 'SanctionEnded', caseId, sanctionId, subject, organisationId, ...how };
}

/** The standing that sanctions leave: without any, the warning. */
export function gravest(live: readonly LiveSanction[]): Standing {
  return live
    .map((each): Standing => each.standing)
    .reduce((top, next) => (isGraver(next, top) ? next : top), 'WARNED');
}
