import { keptBack, type Limit } from '../document/limit-schema.ts';
import type { PolicyDocument } from '../document/schema.ts';
import { type CompiledWindows, compileWindows } from '../windows/windows-at.ts';
import type { InstantUs } from './types.ts';

/** A limit in the units of the gate: microseconds and permits. */
export interface CompiledLimit {
  id: string;
  shape: Limit['shape'];
  scope: 'sender' | 'organisation';
  /** Most permits in a window or period; burst of a bucket or pair. */
  max: number;
  /** Length of window or period with its guard; time of one permit of a bucket or pair. */
  spanUs: number;
  /** True when a message costs its SMS segments instead of 1. */
  segments: boolean;
  shadow: boolean;
  /** Binds only while a warning of the sender is new, and only messages to people who have never replied. */
  whileWarned: boolean;
  /** Binds only while a slow start of the sender runs, and only messages to people who have never replied. */
  whileSlow: boolean;
  /** The limit counts spends from this instant on and knows nothing of what came before; 0 = knows everything. */
  sinceUs: InstantUs;
}

/** True for a limit that binds at certain times only: no forecast counts on it. */
export function isConditional(limit: CompiledLimit): boolean {
  return limit.whileWarned || limit.whileSlow;
}

/** Limits by profile name, and when they begin to hold. */
export interface CompiledPolicy {
  hash: string;
  effectiveAtUs: InstantUs;
  retryHeldAfterUs: number;
  /** Undefined: every hour is open. */
  windows: CompiledWindows | undefined;
  profiles: ReadonlyMap<string, CompiledLimit[]>;
}

/** Policies kept by a gate: those that begin last. More changes ahead than this and the gate refuses with NO_POLICY. */
export const MAX_POLICIES = 16;

/** Compiles a policy; what its limits know of the past is settled by `succeed`. */
export function compilePolicy(
  policy: PolicyDocument,
  hash: string,
  effectiveAtUs: InstantUs,
): CompiledPolicy {
  const profiles = new Map<string, CompiledLimit[]>();
  for (const [name, profile] of Object.entries(policy.limits.profiles)) {
    profiles.set(name, [
      ...profile.sender.map((limit) => compileLimit(limit, 'sender')),
      ...profile.organisation.map((limit) => compileLimit(limit, 'organisation')),
      ...(policy.limits.whileWarned ?? []).map((limit) => ({
        ...compileLimit(limit, 'sender'),
        whileWarned: true,
      })),
      ...(policy.limits.whileSlow ?? []).map((limit) => ({
        ...compileLimit(limit, 'sender'),
        whileSlow: true,
      })),
    ]);
  }
  const retryHeldAfterUs = policy.content.retryHeldAfterMs * 1_000;
  return { hash, effectiveAtUs, retryHeldAfterUs, windows: compileWindows(policy), profiles };
}

/** The policies after one more activation, by the instant at which they begin; of equals the later activation counts. */
export function withActivation(policies: CompiledPolicy[], next: CompiledPolicy): CompiledPolicy[] {
  const earlier = policies.filter((policy) => policy.effectiveAtUs <= next.effectiveAtUs);
  const later = policies.filter((policy) => policy.effectiveAtUs > next.effectiveAtUs);
  const previous = earlier.at(-1);
  const settled = previous === undefined ? next : succeed(previous, next);
  return [...earlier, settled, ...later].slice(-MAX_POLICIES);
}

/** The policy in force at an instant. */
export function policyAt(policies: CompiledPolicy[], nowUs: InstantUs): CompiledPolicy | undefined {
  return policies.findLast((policy) => policy.effectiveAtUs <= nowUs);
}

/**
 * A limit that the previous policy had under the same id knows what that one knew, unless it now looks back further.
 * Any other limit begins to count when its policy begins. The first policy of all knows everything: nothing was sent.
 */
function succeed(previous: CompiledPolicy, next: CompiledPolicy): CompiledPolicy {
  const profiles = new Map<string, CompiledLimit[]>();
  for (const [name, limits] of next.profiles) {
    const before = previous.profiles.get(name) ?? [];
    const settled = limits.map((limit) => {
      const same = before.find(
        (old) => old.id === limit.id && old.shape === limit.shape && old.scope === limit.scope,
      );
      const knows = same !== undefined && (keepsLevel(limit) || limit.spanUs <= same.spanUs);
      return { ...limit, sinceUs: knows ? same.sinceUs : next.effectiveAtUs };
    });
    profiles.set(name, settled);
  }
  return { ...next, profiles };
}

/** True for a limit whose state is one instant, however long the past is: see `level-meter.ts`. */
export function keepsLevel({ shape }: CompiledLimit): boolean {
  return shape === 'bucket' || shape === 'pair';
}

function compileLimit(limit: Limit, scope: CompiledLimit['scope']): CompiledLimit {
  const { id, shape, shadow } = limit;
  return {
    id,
    shape,
    scope,
    ...numbersOf(limit),
    segments: limit.cost === 'segments',
    shadow,
    whileWarned: false,
    whileSlow: false,
    sinceUs: 0,
  };
}

function numbersOf(limit: Limit): { max: number; spanUs: number } {
  switch (limit.shape) {
    case 'window':
      return { max: limit.max, spanUs: (limit.perMs + limit.guardMs) * 1_000 };
    case 'uniques':
      return { max: limit.max, spanUs: (limit.perMs + (limit.guardMs ?? 0)) * 1_000 };
    case 'unanswered':
      return { max: limit.max, spanUs: limit.perMs * 1_000 };
    case 'bucket':
    case 'pair':
      return { max: limit.burst - keptBack(limit), spanUs: limit.everyMs * 1_000 };
  }
}
