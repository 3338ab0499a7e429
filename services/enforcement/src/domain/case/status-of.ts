import { assert, present, unreachable } from '@hustings/kernel';
import { type CaseFile, type CaseState, hasWarning, type LiveSanction } from './state.ts';
import { isGraver } from './steps.ts';

/**
 * The status that live sanctions give a case: that of the gravest, even when it is announced and has not begun. Without any,
 * what was imposed leads back to the warning, and what was reversed to nothing.
 */
export function statusOf(file: CaseFile, atUs: number): CaseState {
  const top = gravestOf(file.live);
  if (!top) {
    return hasWarning(file)
      ? { status: 'WARNED', file, sinceUs: atUs }
      : { status: 'OPENED', file };
  }
  const chain = file.live.filter((each) => each.standing === top.standing);
  const first = chain.reduce((a, b) => (b.startsAtUs < a.startsAtUs ? b : a));
  const { sanctionId, startsAtUs } = first;
  switch (top.standing) {
    case 'RESTRICTED':
      return { status: 'RESTRICTED', file, sanctionId, endsAtUs: lastEnd(chain) };
    case 'SUSPENDED':
      return {
        status: 'SUSPENDED',
        ...{ file, sanctionId, startsAtUs, endsAtUs: lastEnd(chain) },
        ratifyByUs: first.ratifyByUs,
      };
    case 'BAN_NOTICE': {
      const bansAtUs = present(first.bansAtUs, 'a notice of a ban says when');
      return { status: 'BAN_NOTICE', file, sanctionId, bansAtUs };
    }
    case 'BANNED':
      return { status: 'BANNED', file, sanctionId };
    default:
      return unreachable(top.standing);
  }
}

function gravestOf(live: readonly LiveSanction[]): LiveSanction | undefined {
  return live.reduce<LiveSanction | undefined>(
    (top, next) => (top && !isGraver(next.standing, top.standing) ? top : next),
    undefined,
  );
}

function lastEnd(chain: readonly LiveSanction[]): number {
  const ends = chain.map((each) => present(each.endsAtUs, 'restrictions and suspensions end'));
  assert(ends.length > 0, 'a chain has a sanction');
  return Math.max(...ends);
}
