import type { CaseCommand } from '../domain/case/commands.ts';
import { type Deadline, deadlinesOf, type Ladder } from '../domain/case/ladder.ts';
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
        orderOf(deadline, ladder, now),
        metaOf(means, MACHINE),
      );
    }
  }
  return next;
}

function orderOf({ order }: Deadline, ladder: Ladder, now: number): CaseCommand {
  if (order.type === 'EndSanction') return { ...order, nowUs: now };
  return { ...order, ladder, nowUs: now };
}
