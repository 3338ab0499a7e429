import { type CompiledLimit, type CompiledPolicy, policyAt } from './compiled-limit.ts';
import type { Fact } from './fact.ts';
import { registryFields } from './registry-fields.ts';
import type { GateState } from './state.ts';
import type { InstantUs } from './types.ts';

type ProfileChanged = Extract<Fact, { type: 'LimitProfileChanged' }>;

/**
 * A new limit begins to count so long after its profile was given: whoever gave it has another clock than the one by which was
 * decided before, and two clocks differ by less.
 */
export const PROFILE_CLOCKS_US = 5_000_000;

/** A sender as the registry field says: owner, profile and, once the profile was changed, what its limits know. */
interface SenderField {
  owner: string;
  profile: string;
  /** Limits that are not named know nothing of what came before this instant; null = the profile is the first. */
  sinceUs: InstantUs | null;
  /** Limit → from when on it has counted, as the profiles before it did. */
  known: ReadonlyMap<string, InstantUs>;
}

/** Limits of a sender under a policy; undefined when the policy has no such profile. */
export function senderLimits(
  { registry }: GateState,
  policy: CompiledPolicy | undefined,
  senderId: string,
): CompiledLimit[] | undefined {
  const value = registry.get(registryFields.sender(senderId)) ?? '';
  return policy && limitsUnder(policy, value);
}

/**
 * The registry field of a sender after its profile was changed. A limit of the new profile goes on from what the limit of the same id
 * in the old one has counted, if that is enough for it: then not one window is counted anew, and a lower maximum holds at once.
 * Any other limit begins to count now. Undefined for a sender that is not known.
 */
export function fieldAfterChange(state: GateState, fact: ProfileChanged): string | undefined {
  const value = state.registry.get(registryFields.sender(fact.senderId));
  if (value === undefined) return undefined;
  const policy = policyAt(state.policies, fact.atUs);
  const before = (policy && limitsUnder(policy, value)) ?? [];
  const known = (policy?.profiles.get(fact.limitProfile) ?? []).flatMap((limit) => {
    const same = before.find((old) => carriesOn(limit, old));
    return same === undefined ? [] : [`|${limit.id}=${same.sinceUs}`];
  });
  const { owner } = readField(value);
  return `${owner}|${fact.limitProfile}|${fact.atUs + PROFILE_CLOCKS_US}${known.join('')}`;
}

/**
 * What a limit has counted is enough for another one that looks back no further and, for a level, frees its permits no slower. What a
 * shadow has counted is kept up to its own maximum only.
 */
function carriesOn(limit: CompiledLimit, old: CompiledLimit): boolean {
  const isSame =
    limit.id === old.id &&
    limit.shape === old.shape &&
    limit.scope === old.scope &&
    limit.segments === old.segments;
  return isSame && limit.spanUs <= old.spanUs && (!old.shadow || limit.max <= old.max);
}

/** Limits under a policy by value of the sender's field: the same objects for the same value. */
const changed = new WeakMap<CompiledPolicy, Map<string, CompiledLimit[]>>();

function limitsUnder(policy: CompiledPolicy, value: string): CompiledLimit[] | undefined {
  const { profile, sinceUs, known } = readField(value);
  const limits = policy.profiles.get(profile);
  if (limits === undefined || sinceUs === null) return limits;
  const byValue = changed.get(policy) ?? new Map<string, CompiledLimit[]>();
  changed.set(policy, byValue);
  const settled =
    byValue.get(value) ??
    limits.map((limit) => ({
      ...limit,
      sinceUs: Math.max(limit.sinceUs, known.get(limit.id) ?? sinceUs),
    }));
  byValue.set(value, settled);
  return settled;
}

function readField(value: string): SenderField {
  const [owner = '', profile = '', sinceUs, ...counted] = value.split('|');
  const known = new Map(
    counted.map((entry) => {
      const [id = '', atUs] = entry.split('=');
      return [id, Number(atUs)];
    }),
  );
  return { owner, profile, sinceUs: sinceUs === undefined ? null : Number(sinceUs), known };
}
