import { Outcome, Reason } from '@hustings/contracts/governor';
import type { GateVerdict, PolicyDocument } from '@hustings/policy';

/** What a limit did to a message: held it back for a time, turned it away for a time, or for good. */
export type LimitOutcome = 'delayed' | 'refused' | 'never';

/** Counts of one group by limit and outcome. A wait for anything but a limit of the policy is no limit's. */
export function limitOutcomes(
  verdicts: readonly GateVerdict[],
  limits: ReadonlySet<string>,
): { limit: string; outcome: LimitOutcome; messages: number }[] {
  const counts = new Map<string, { limit: string; outcome: LimitOutcome; messages: number }>();
  for (const verdict of verdicts) {
    const outcome = outcomeOf(verdict);
    if (outcome === null || !('ruleId' in verdict) || !limits.has(verdict.ruleId)) continue;
    const limit = verdict.ruleId;
    const known = counts.get(`${limit} ${outcome}`);
    if (known === undefined) counts.set(`${limit} ${outcome}`, { limit, outcome, messages: 1 });
    else known.messages += 1;
  }
  return [...counts.values()];
}

function outcomeOf(verdict: GateVerdict): LimitOutcome | null {
  if (verdict.answer === 'WAIT') return 'delayed';
  if (verdict.answer !== 'DECIDED' || verdict.reason !== Reason.REASON_LIMIT_EXCEEDED) return null;
  const isRefused = verdict.outcome === Outcome.OUTCOME_REFUSED && verdict.retryAtUs > 0;
  return isRefused ? 'refused' : 'never';
}

const namesOf = new WeakMap<PolicyDocument, ReadonlySet<string>>();

/** Ids of all limits of a policy, those for one person over all organisations included. */
export function limitNames(policy: PolicyDocument): ReadonlySet<string> {
  const known = namesOf.get(policy);
  if (known !== undefined) return known;
  const limits = Object.values(policy.limits.profiles).flatMap(({ sender, organisation }) => [
    ...sender,
    ...organisation,
  ]);
  const { whileWarned = [], whileSlow = [], recipient = [] } = policy.limits;
  const all = [...limits, ...whileWarned, ...whileSlow, ...recipient];
  const names = new Set(all.map(({ id }) => id));
  namesOf.set(policy, names);
  return names;
}
