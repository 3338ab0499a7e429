import type { GateRef, GateScripts } from '@hustings/redis-scripts';
import { ANSWERED_AT_ONCE } from './answered.ts';
import { type CommitRoom, ROOM_KEPT, releaseBytesOf } from './commit-room.ts';
import type { QueuedInGroup } from './form-group.ts';
import type { Recalls } from './recalls.ts';
import type { ReleaseFront } from './release-front.ts';

/** Queued messages of a gate to decide on, if it is time for some, as many as there is room for; null when Redis knows less than it should. */
export async function dueMessages(
  { scripts, ref, epoch }: { scripts: GateScripts; ref: GateRef; epoch: string },
  { recalls, front }: { recalls: Recalls; front: ReleaseFront },
  room: CommitRoom,
): Promise<QueuedInGroup | null> {
  const queued: QueuedInGroup = { releases: [], recalled: [] };
  if (recalls.due) {
    const recalled = await recalls.next(scripts, ref, epoch);
    if ('outcome' in recalled) return null;
    const fitting = room.take(recalled, releaseBytesOf, ROOM_KEPT.besideRecalled);
    queued.recalled = recalled.slice(0, fitting);
    recalls.messages(recalled.slice(fitting).map(({ admission }) => admission.messageId));
  }
  if (front.due) {
    const replied = front.takeAnswered();
    if (replied.length > 0) {
      const most = ANSWERED_AT_ONCE;
      const found = await scripts.findQueued(ref, { epoch, recipients: replied, most });
      if (found.outcome === 'BEHIND') return null;
      queued.releases.push(...front.tryAnswered(found, room));
    }
    const peeked = await scripts.peek(ref, { epoch, ...front.peekOptions() });
    if (peeked.outcome === 'BEHIND') return null;
    queued.releases.push(...front.take(peeked, room));
  }
  return queued;
}
