import { type Hold, holdLapsesAtUs } from '../domain/hold/state.ts';
import { MACHINE, type Means, metaOf, nowUs } from './orders.ts';
import type { PartitionWatch } from './partition-watch.ts';

/**
 * Ends holds that nobody looked at in time, and takes back what was decided on an intruder's doings. Both are read from the
 * log each time, so a restart forgets none. Returns the earliest instant that is still to come, microseconds since the Unix
 * epoch, or null.
 */
export async function keepHolds(means: Means, followed: PartitionWatch): Promise<number | null> {
  let next: number | null = null;
  for (const hold of followed.watch.holds.all()) {
    if (hold.confirmed) await annulMeasures(means, followed, hold);
    const atUs = holdLapsesAtUs(hold);
    if (atUs === null) continue;
    if (atUs > nowUs(means)) {
      next = next === null ? atUs : Math.min(next, atUs);
      continue;
    }
    const { subject, organisationId, holdId } = hold;
    await means.stores.holds.execute(
      { id: subject.id, partition: followed.partition, organisationId },
      { type: 'LapseHold', holdId, nowUs: nowUs(means) },
      metaOf(means, MACHINE),
    );
  }
  return next;
}

async function annulMeasures(means: Means, followed: PartitionWatch, hold: Hold): Promise<void> {
  const { subject, organisationId, holdId, markedFromUs: fromUs, markedUntilUs: untilUs } = hold;
  for (const { state } of [...followed.watch.cases.all()]) {
    const { file } = state;
    const isHeld = subject.kind === 'ORGANISATION' || file.subject.id === subject.id;
    if (file.organisationId !== organisationId || !isHeld) continue;
    const isHit = file.measures.some(
      ({ reversed, statement }) =>
        statement.startsAtUs >= fromUs && statement.startsAtUs <= untilUs && !reversed,
    );
    if (!isHit) continue;
    // Refused as NOTHING_TO_ANNUL when an appeal or another replica was faster: then it is done.
    await means.stores.cases.execute(
      { id: file.caseId, partition: followed.partition, organisationId },
      {
        type: 'AnnulMeasures',
        ...{ holdId, fromUs, untilUs, decidedBy: hold.liftedBy, nowUs: nowUs(means) },
      },
      metaOf(means, MACHINE),
    );
  }
}
