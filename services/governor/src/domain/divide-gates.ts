import { hash32 } from '@hustings/kernel';

/**
 * Divides gates among members: each gets its fair share, differing by at most one, and whoever is asked with the same members
 * gets the same answer. Each gate goes to the member with the highest score of the two together that still has room
 * (rendezvous hashing, bounded), so that few gates move when a member comes or goes.
 */
export function divideGates(
  gates: readonly string[],
  members: readonly string[],
): Map<string, string> {
  const owners = new Map<string, string>();
  if (members.length === 0) return owners;
  const shares = new Map(members.map((member) => [member, 0]));
  const smallest = Math.floor(gates.length / members.length);
  // So many members take one gate more than the others.
  let more = gates.length % members.length;
  for (const gate of gates) {
    const room = (member: string): boolean => {
      const share = shares.get(member) ?? 0;
      return share < smallest || (share === smallest && more > 0);
    };
    const owner = bestOf(members.filter(room), gate);
    const share = shares.get(owner) ?? 0;
    if (share === smallest) more -= 1;
    shares.set(owner, share + 1);
    owners.set(gate, owner);
  }
  return owners;
}

function bestOf(members: readonly string[], gate: string): string {
  let best = '';
  let highest = -1;
  for (const member of members) {
    const score = hash32(`${gate} ${member}`);
    if (score > highest || (score === highest && member < best)) {
      best = member;
      highest = score;
    }
  }
  return best;
}
