import {
  type Campaign,
  type Organisation,
  type Sender,
  VerificationState,
} from '@hustings/contracts/registry';
import { assert } from '@hustings/kernel';
import type { CampaignState } from '../domain/campaign.ts';
import type { OrganisationState } from '../domain/organisation.ts';
import type { SenderState } from '../domain/sender.ts';

const VERIFICATION = {
  declared: VerificationState.VERIFICATION_STATE_DECLARED,
  verified: VerificationState.VERIFICATION_STATE_VERIFIED,
  revoked: VerificationState.VERIFICATION_STATE_REVOKED,
} as const;

export function toOrganisation(state: OrganisationState): Organisation {
  assert(state.status !== 'none', 'an organisation that exists');
  return { ...state.profile, verification: VERIFICATION[state.status] };
}

export function toSender(state: SenderState): Sender {
  assert(state.status !== 'none', 'a sender that exists');
  return {
    ...state.profile,
    verification: VERIFICATION[state.status],
    grantedIntermediaryIds: [...state.grants],
  };
}

export function toCampaign(state: CampaignState): Campaign {
  assert(state.status !== 'none', 'a campaign that exists');
  return { ...state.profile, closed: state.status === 'closed' };
}
