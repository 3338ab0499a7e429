import type { Actor } from '@hustings/contracts/log';
import { KeysRotated } from '@hustings/contracts/optout';
import { aggregateStore, type EventLog, messageEvent } from '@hustings/event-log';
import { type Ids, ok } from '@hustings/kernel';
import { ROTATION_REF } from '@hustings/privacy';

/** A run of the rotation that came to its end. */
export interface FinishedRotation {
  version: number;
  keysRewrapped: number;
  optOutsCarried: number;
  actor: Actor;
  atUs: bigint;
}

/** Where the ends of rotations are recorded. */
export interface RotationStore {
  record(rotation: FinishedRotation): Promise<void>;
}

type Recorded = { type: 'Rotated' } & KeysRotated;

/** Rotations in the event log, one aggregate for each version of the master key. */
export function logRotationStore(log: EventLog, ids: Ids): RotationStore {
  const { partition, context, aggregate } = ROTATION_REF;
  const store = aggregateStore<{ runs: number }, Recorded, Recorded, never>({
    ...{ log, ids, context, aggregate },
    decider: {
      decide: (event) => ok([event]),
      evolve: ({ runs }) => ({ runs: runs + 1 }),
      initialState: () => ({ runs: 0 }),
    },
    codec: { Rotated: messageEvent('Rotated', 'privacy.KeysRotated.v1', KeysRotated) },
    snapshot: { schema: 'privacy.RotationState.v1' },
  });
  return {
    async record({ version, keysRewrapped, optOutsCarried, actor, atUs }) {
      const counts = {
        keysRewrapped: BigInt(keysRewrapped),
        optOutsCarried: BigInt(optOutsCarried),
      };
      await store.execute(
        { id: `v${version}`, partition, organisationId: '' },
        { type: 'Rotated', version, ...counts },
        { actor, occurredAtUs: atUs, correlationId: ids.uuid() },
      );
    },
  };
}
