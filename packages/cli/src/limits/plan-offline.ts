import type { PlanCampaignResponse } from '@hustings/contracts/governor';
import {
  compileWindows,
  latestEdition,
  numberPlace,
  type PolicyDocument,
  placeOf,
} from '@hustings/policy';
import { compilePolicy } from '@hustings/policy/gate';
import {
  findFaster,
  openingOf,
  type PlanInput,
  pacesOf,
  planCampaign,
  planResponse,
} from '@hustings/policy/plan';
import { UsageFault } from '../failures.ts';

/** A plan that asks nobody: every limit is at rest and nothing is queued. */
export interface OfflinePlan {
  policy: PolicyDocument;
  profileName: string;
  messages: number;
  units: number;
  country: string;
  startMs: number;
}

/** Throws UsageFault when the policy has no such profile. */
export function planOffline(order: OfflinePlan): PlanCampaignResponse {
  const { policy, profileName, messages, units, startMs } = order;
  const profiles = compilePolicy(policy, '', 0).profiles;
  const profile = policy.limits.profiles[profileName];
  const limits = profiles.get(profileName);
  if (profile === undefined || limits === undefined) {
    const known = Object.keys(policy.limits.profiles).join(', ');
    throw new UsageFault(`the policy has no profile "${profileName}"; it has ${known}`);
  }
  const place = placeOfCountry(order.country);
  const windows = place === '' ? undefined : compileWindows(policy);
  const input: PlanInput = {
    limits,
    nowUs: startMs * 1_000,
    runs: [{ count: messages, units, place }],
    ...(windows === undefined ? {} : { opening: openingOf(windows) }),
  };
  const plan = planCampaign(input);
  return planResponse({
    plan,
    faster: findFaster(input, plan, profiles),
    profile,
    profileName,
    paces: pacesOf(input, plan, policy),
    queuedBefore: 0,
    hours: windows === undefined ? 'UNKNOWN' : 'COUNTRY',
  });
}

function placeOfCountry(country: string): string {
  if (country === '') return '';
  const edition = latestEdition();
  const numbers = [numberPlace(edition, country.toUpperCase(), '')];
  const place = placeOf(edition, { region: '', zone: '', numbers });
  return place.ok ? place.value : '';
}
