import type { PolicyDocument } from '@hustings/policy';
import type { PersonCap } from '@hustings/redis-scripts';

/** A policy and when it begins, as the log activated it. */
export interface Activation {
  policy: PolicyDocument;
  hash: string;
  effectiveAtUs: number;
}

/** What holds for one person over all organisations at a moment. */
export interface CapsInForce {
  caps: PersonCap[];
  /** The dispatcher calls for no release that is older, ms. */
  releaseMaxAgeMs: number;
  /** Equal when the caps are. */
  key: string;
}

/** Clocks of two machines differ by less. While a policy changes, the caps of both count. */
const CLOCKS_DIFFER_US = 5_000_000;

/** The caps of every policy that is in force at this instant by anybody's clock; null when there are none. */
export function capsInForce(activations: readonly Activation[], nowUs: number): CapsInForce | null {
  const sorted = activations.toSorted((a, b) => a.effectiveAtUs - b.effectiveAtUs);
  const policies = sorted.filter(({ effectiveAtUs }, index) => {
    const endsAtUs = sorted[index + 1]?.effectiveAtUs ?? Number.POSITIVE_INFINITY;
    return effectiveAtUs <= nowUs + CLOCKS_DIFFER_US && endsAtUs > nowUs - CLOCKS_DIFFER_US;
  });
  const caps = new Map<string, PersonCap>();
  for (const { policy } of policies) {
    for (const { id, max, perMs, guardMs, shadow } of policy.limits.recipient ?? []) {
      const cap = { id, max, spanUs: (perMs + guardMs) * 1_000, shadow };
      caps.set(JSON.stringify(cap), cap);
    }
  }
  if (caps.size === 0) return null;
  const keys = [...caps.keys()].toSorted();
  return {
    caps: keys.flatMap((key) => caps.get(key) ?? []),
    releaseMaxAgeMs: Math.max(...policies.map(({ policy }) => policy.dispatch.releaseMaxAgeMs)),
    key: keys.join(),
  };
}
