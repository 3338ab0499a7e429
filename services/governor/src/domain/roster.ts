/** A member as it announces itself. */
export interface Announced {
  id: string;
  address: string;
  beat: number;
  leaseMs: number;
  draining: boolean;
}

/** What an observer remembers of the others: for how long each has been silent while the observer itself was heard. */
export type Roster = ReadonlyMap<string, { member: Announced; silentMs: number }>;

/** Part of a lease after which its holder stops by itself: well before others count it as gone. */
export const FENCE_SHARE = 2 / 3;
/** Two processes cannot listen on one address: one that stands on ours and is silent for two rounds was our predecessor. */
const PREDECESSOR_SHARE = 1 / 2;

/**
 * Takes a look at all announcements. `elapsedMs` is the time since the observer's last look that succeeded: an observer that was
 * cut off itself must not count its own silence as that of the others, so it counts for at most a quarter of the lease.
 */
export function look(
  before: Roster,
  announced: readonly Announced[],
  { elapsedMs }: { elapsedMs: number },
): Roster {
  return new Map(
    announced.map((member) => {
      const known = before.get(member.id);
      const isSilent = known !== undefined && known.member.beat === member.beat;
      const counted = Math.min(elapsedMs, member.leaseMs / 4);
      return [member.id, { member, silentMs: isSilent ? known.silentMs + counted : 0 }];
    }),
  );
}

/** Whose lease stands, as far as the observer can tell. */
export function liveMembers(roster: Roster, self: { id: string; address: string }): Announced[] {
  return [...roster.values()].filter((one) => isLive(one, self)).map(({ member }) => member);
}

/** Whose lease has ended. */
export function goneMembers(roster: Roster, self: { id: string; address: string }): Announced[] {
  return [...roster.values()].filter((one) => !isLive(one, self)).map(({ member }) => member);
}

function isLive(
  { member, silentMs }: { member: Announced; silentMs: number },
  self: { id: string; address: string },
): boolean {
  if (member.id === self.id) return true;
  const share = member.address === self.address ? PREDECESSOR_SHARE : 1;
  return silentMs < member.leaseMs * share;
}
