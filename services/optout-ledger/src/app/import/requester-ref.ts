import { partitionOf } from '@hustings/kernel';
import type { Ledger } from '../ledger.ts';

/** Where staff and services are recorded: they belong to no organisation. */
const STAFF_PARTITION = '0';

/** A requester as an aggregate of the log, in the partition of the organisation that its credential belongs to. */
export function requesterRef(
  { layout }: Pick<Ledger, 'layout'>,
  { id, organisationId }: { id: string; organisationId: string },
): { id: string; partition: string; organisationId: string } {
  const partition = organisationId === '' ? STAFF_PARTITION : partitionOf(organisationId, layout);
  return { id, partition, organisationId };
}
