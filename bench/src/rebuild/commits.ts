import { ActorKind } from '@hustings/contracts/log';
import type { NewCommit } from '@hustings/event-log';
import { systemIds } from '@hustings/kernel';

const ids = systemIds();

/** A commit by the benchmark. */
export function commitOf(
  organisationId: string,
  ref: NewCommit['ref'],
  ...events: NewCommit['events']
): NewCommit {
  return {
    commitId: ids.uuid(),
    ref,
    events,
    actor: { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'bench' },
    version: 1,
    occurredAtUs: BigInt(Date.now()) * 1000n,
    organisationId,
    correlationId: 'bench',
  };
}

/** Its sequence. */
export function appended(result: { outcome: string; seq?: number }): number {
  if (result.seq === undefined) throw new Error('the benchmark writes to a log of its own');
  return result.seq;
}
