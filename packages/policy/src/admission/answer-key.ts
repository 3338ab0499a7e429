import { Outcome, Reason } from '@hustings/contracts/governor';
import type { BoundKey, GateState } from './state.ts';
import type { GateItem, GateVerdict, InstantUs } from './types.ts';

/** An accepted key answers repeats for this long. */
export const KEY_LIFE_US = 86_400_000_000;

/** A key that an earlier item of the same group has bound. */
export interface BoundInGroup {
  requestHash: Uint8Array;
  index: number;
}

/** Name of an idempotency key: keys of different organisations are different. */
export function keyName(item: Pick<GateItem, 'context' | 'idempotencyKey'>): string {
  return `${item.context.organisationId}|${item.idempotencyKey}`;
}

/** The answer that a bound key gives; null when the key is free. */
export function answerKey(
  state: GateState,
  inGroup: ReadonlyMap<string, BoundInGroup>,
  { item, nowUs }: { item: GateItem; nowUs: InstantUs },
): GateVerdict | null {
  const name = keyName(item);
  const bound = liveKey(state.boundKeys.get(name), nowUs);
  if (bound !== undefined) {
    const same = sameBytes(bound.requestHash, item.requestHash);
    return same ? { answer: 'REPEATED', first: bound.first } : conflict();
  }
  const earlier = inGroup.get(name);
  if (earlier === undefined) return null;
  const same = sameBytes(earlier.requestHash, item.requestHash);
  return same ? { answer: 'REPEATED_IN_GROUP', index: earlier.index } : conflict();
}

function liveKey(bound: BoundKey | undefined, nowUs: InstantUs): BoundKey | undefined {
  return bound !== undefined && nowUs - bound.decidedAtUs < KEY_LIFE_US ? bound : undefined;
}

function conflict(): GateVerdict {
  return {
    answer: 'DECIDED',
    outcome: Outcome.OUTCOME_REFUSED,
    reason: Reason.REASON_IDEMPOTENCY_CONFLICT,
    ruleId: '',
    retryAtUs: 0,
    estimatedReleaseAtUs: 0,
  };
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
