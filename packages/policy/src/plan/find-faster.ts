import { type CompiledLimit, isConditional } from '../admission/compiled-limit.ts';
import type { InstantUs } from '../admission/types.ts';
import { type PlanInput, planCampaign } from './plan-campaign.ts';
import type { CampaignPlan, PlannedRun } from './types.ts';

/** Something that the sender's organisation can do, and what it would gain. */
export interface Faster {
  /**
   * PROFILE: another profile of the policy, such as the next tier. SECOND_SENDER: two numbers share the work. CONFIRMATION: the owner ends a
   * slow start.
   */
  kind: 'PROFILE' | 'SECOND_SENDER' | 'ONE_SEGMENT' | 'CONFIRMATION';
  /** The other profile; '' for the other kinds. */
  profile: string;
  completesAtUs: InstantUs;
}

/** Changes that gain less than this share of the time are not worth a word. */
const WORTH_SAYING = 0.05;

/**
 * What would bring the end nearer, each on its own: the least and the greatest of the other profiles that differ in the
 * binding limit alone, a second number where the binding limit is a number's own, texts of one segment where segments bind.
 */
export function findFaster(
  input: PlanInput,
  plan: CampaignPlan,
  profiles: ReadonlyMap<string, readonly CompiledLimit[]>,
): Faster[] {
  const binding = input.limits.find((limit) => limit.id === plan.ruleId);
  if (binding === undefined) return [];
  const took = plan.completesAtUs - plan.startsAtUs;
  const tryWith = (kind: Faster['kind'], change: Partial<PlanInput>, profile = ''): Faster[] => {
    const { completesAtUs, never } = planCampaign({ ...input, ...change });
    const gained = plan.completesAtUs - completesAtUs;
    return gained >= took * WORTH_SAYING && never.length === 0
      ? [{ kind, profile, completesAtUs }]
      : [];
  };
  // What slows a number down for a time is not to be gone around: only its owner's word ends it.
  if (isConditional(binding)) {
    const { warnedUntilUs = 0 } = input.paces ?? {};
    return binding.whileSlow
      ? tryWith('CONFIRMATION', { paces: { warnedUntilUs, slowUntilUs: 0 } })
      : [];
  }
  const others = [...profiles].filter(([, limits]) => differInOne(input.limits, limits, binding));
  const byProfile = others
    .flatMap(([name, limits]) => tryWith('PROFILE', { limits }, name))
    .sort((left, right) => right.completesAtUs - left.completesAtUs)
    // Profiles of other names with the same numbers say nothing new.
    .filter((one, index, all) => one.completesAtUs !== all[index - 1]?.completesAtUs);
  const found = byProfile.length > 2 ? [byProfile.at(0), byProfile.at(-1)] : byProfile;
  return [
    ...found.filter((one) => one !== undefined),
    ...(binding.scope === 'sender'
      ? tryWith('SECOND_SENDER', { limits: doubled(input.limits) })
      : []),
    ...(binding.segments && input.runs.some(({ units }) => units > 1)
      ? tryWith('ONE_SEGMENT', { runs: input.runs.map(inOneSegment) })
      : []),
  ];
}

/** True when the second list is the first without the binding limit, or with other numbers for it. */
function differInOne(
  limits: readonly CompiledLimit[],
  others: readonly CompiledLimit[],
  binding: CompiledLimit,
): boolean {
  const rest = (list: readonly CompiledLimit[]): string =>
    JSON.stringify(list.filter(({ id }) => id !== binding.id).map(numbersOf));
  const same = others.find(({ id }) => id === binding.id);
  const differs = same === undefined || numbersOf(same) !== numbersOf(binding);
  return differs && rest(limits) === rest(others);
}

function numbersOf({ id, shape, scope, max, spanUs, segments, shadow }: CompiledLimit): string {
  return [id, shape, scope, max, spanUs, segments, shadow].join(' ');
}

/** Two numbers do twice of what one does; what they share stays as it is. */
function doubled(limits: readonly CompiledLimit[]): CompiledLimit[] {
  return limits.map((limit) => {
    if (limit.scope !== 'sender' || limit.shape === 'pair') return limit;
    const spanUs = limit.shape === 'bucket' ? Math.ceil(limit.spanUs / 2) : limit.spanUs;
    return { ...limit, max: limit.max * 2, spanUs };
  });
}

function inOneSegment(run: PlannedRun): PlannedRun {
  return { ...run, units: 1 };
}
