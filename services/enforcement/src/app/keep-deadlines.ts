import type { CaseCommand } from '../domain/case/commands.ts';
import type { HandedOut } from '../domain/case/events.ts';
import { type Deadline, deadlinesOf, type Ladder } from '../domain/case/ladder.ts';
import type { KnownCase } from '../domain/case/state.ts';
import { copiesOfAppeal } from './decide-appeal.ts';
import { textOf } from './fetch-notices.ts';
import { MACHINE, type Means, metaOf, nowUs } from './orders.ts';
import type { PartitionWatch } from './partition-watch.ts';

/**
 * Gives every order that is due. Deadlines are read from the log each time, so a restart forgets none; a second replica's
 * order, or one given again before its event came back, is refused by the case. Returns the earliest that is still to
 * come, microseconds since the Unix epoch, or null.
 */
export async function keepDeadlines(
  means: Means,
  followed: PartitionWatch,
  ladder: Ladder,
): Promise<number | null> {
  let next: number | null = null;
  for (const { state } of [...followed.watch.cases.all()]) {
    for (const deadline of deadlinesOf(state, ladder)) {
      const now = nowUs(means);
      if (deadline.atUs > now) {
        next = next === null ? deadline.atUs : Math.min(next, deadline.atUs);
        continue;
      }
      const { caseId, organisationId } = state.file;
      await means.stores.cases.execute(
        { id: caseId, partition: followed.partition, organisationId },
        orderOf(deadline, ladder, {
          now,
          copies: copiesFor(means, state, deadline),
          handedOut: handedOutFor(means, state, deadline),
        }),
        metaOf(means, MACHINE),
      );
    }
  }
  return next;
}

function orderOf(
  { order }: Deadline,
  ladder: Ladder,
  { now, copies, handedOut }: { now: number; copies: string[]; handedOut: HandedOut | null },
): CaseCommand {
  switch (order.type) {
    case 'DefaultStay':
      return { ...order, nowUs: now };
    case 'DefaultAppeal':
      return { ...order, copies, nowUs: now };
    case 'DeliverNotice':
      return { ...order, ladder, nowUs: now, ...(handedOut ? { handedOut } : {}) };
    default:
      return { ...order, ladder, nowUs: now };
  }
}

/** A missed clock reverses a measure as a reviewer would, so its copies are marked as well. */
function copiesFor(means: Means, { file }: KnownCase, { order }: Deadline): string[] {
  return order.type === 'DefaultAppeal' ? copiesOfAppeal(means, file, order) : [];
}

/** A notice that counts as delivered stood in the inbox as this text. */
function handedOutFor(means: Means, state: KnownCase, { order }: Deadline): HandedOut | null {
  return order.type === 'DeliverNotice' ? textOf(means, state, order.noticeId) : null;
}
