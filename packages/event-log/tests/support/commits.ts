import { ActorKind } from '@hustings/contracts/log';
import { systemIds } from '@hustings/kernel';
import { type AggregateRef, gateRef, type LogEntry, type NewCommit } from '../../src/index.ts';

const ids = systemIds();

/** A commit that says nothing in particular. */
export function someCommit(overrides: Partial<NewCommit> = {}): NewCommit {
  return {
    commitId: ids.uuid(),
    ref: sender('s-1'),
    events: [{ eventType: 'registry.SenderNoted.v1', data: Uint8Array.of(1, 2, 3) }],
    actor: { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'tests' },
    version: 1,
    occurredAtUs: 1_800_000_000_000_123n,
    organisationId: 'org-1',
    correlationId: 'request-1',
    snapshot: { schema: 'registry.SenderState.v1', state: { notes: 1 } },
    ...overrides,
  };
}

/** A commit of decisions on a gate. */
export function decisionCommit(gate: number, overrides: Partial<NewCommit> = {}): NewCommit {
  const { snapshot: _none, ...rest } = someCommit();
  return {
    ...rest,
    ref: gateRef('governor', '0', gate),
    events: [{ eventType: 'governor.DecisionsRecorded.v1', data: Uint8Array.of(9) }],
    ...overrides,
  };
}

export function sender(id: string, partition = '0'): AggregateRef {
  return { partition, context: 'registry', aggregate: 'sender', id };
}

/** Ids of the commits among entries. */
export function commitIdsOf(entries: { seq: number }[]): string[] {
  return entries.map((entry) => (entry as LogEntry).commit?.commitId ?? 'corrupt');
}
