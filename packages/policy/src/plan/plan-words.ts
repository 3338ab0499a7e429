import type { LimitProfile } from '../document/limit-schema.ts';
import type { Faster } from './find-faster.ts';
import { BEYOND_HORIZON } from './plan-campaign.ts';

/** What a rule of a plan means: the words of the policy for a limit, ours for anything else. */
export function meaningOf(profile: LimitProfile, ruleId: string): string {
  const limit = [...profile.sender, ...profile.organisation].find(({ id }) => id === ruleId);
  return limit?.meaning ?? meaningOfHours(ruleId);
}

/** What a rule means that holds messages for a time of the day, or for good; '' for any other. */
export function meaningOfHours(ruleId: string): string {
  if (ruleId.startsWith('quiet:')) return 'Quiet hours at the recipients’ place.';
  if (ruleId.startsWith('silence:')) return 'Election silence at the recipients’ place.';
  return ruleId === BEYOND_HORIZON ? 'Further away than 400 days.' : '';
}

/** What to do about a binding limit, in a sentence. */
export function textOfFaster({ kind, profile }: Pick<Faster, 'kind' | 'profile'>): string {
  switch (kind) {
    case 'PROFILE':
      return `register a number with the profile "${profile}", once the provider grants what it stands for`;
    case 'SECOND_SENDER':
      return 'share the messages between two numbers';
    case 'ONE_SEGMENT':
      return 'shorten the text to one SMS segment';
    case 'CONFIRMATION':
      return 'an administrator of the number confirms what is new with "hustings pace confirm"';
  }
}
