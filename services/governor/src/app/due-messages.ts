import type { GateRef, GateScripts } from '@hustings/redis-scripts';
import type { QueuedInGroup } from './form-group.ts';
import type { Recalls } from './recalls.ts';
import type { ReleaseFront } from './release-front.ts';

/** Queued messages of a gate to decide on, if it is time for some; null when Redis knows less than it should. */
export async function dueMessages(
  { scripts, ref, epoch }: { scripts: GateScripts; ref: GateRef; epoch: string },
  recalls: Recalls,
  front: ReleaseFront,
): Promise<QueuedInGroup | null> {
  const queued: QueuedInGroup = { releases: [], recalled: [] };
  if (recalls.due) {
    const recalled = await recalls.next(scripts, ref, epoch);
    if ('outcome' in recalled) return null;
    queued.recalled = recalled;
  }
  if (front.due) {
    const replied = front.takeAnswered();
    if (replied.length > 0) {
      const found = await scripts.findQueued(ref, epoch, replied);
      if (found.outcome === 'BEHIND') return null;
      queued.releases.push(...front.tryAnswered(found.messages));
    }
    const peeked = await scripts.peek(ref, { epoch, ...front.peekOptions() });
    if (peeked.outcome === 'BEHIND') return null;
    queued.releases.push(...front.take(peeked));
  }
  return queued;
}
