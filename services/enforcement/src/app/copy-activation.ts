import type { PolicyInForce } from '../domain/policy/policy-in-force.ts';
import { MACHINE, type Means, metaOf } from './orders.ts';
import type { PartitionWatch } from './partition-watch.ts';

/** Brings the policy that was activated last into a partition that has not seen it yet, with a marker on each of its gates. */
export async function copyActivation(
  means: Means,
  followed: PartitionWatch,
  policy: PolicyInForce,
): Promise<void> {
  if (followed.watch.latestPolicy?.activated.hash === policy.activated.hash) return;
  await means.stores.activations.execute(
    { id: 'current', partition: followed.partition, organisationId: '' },
    { type: 'CopyActivation', activated: policy.activated },
    metaOf(means, MACHINE),
  );
}
