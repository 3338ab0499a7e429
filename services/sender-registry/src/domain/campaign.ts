import type { Decider } from '@hustings/decider';
import { err, ok } from '@hustings/kernel';
import { isName } from './text-rules.ts';

/** A purpose for which an organisation writes. */
export interface CampaignProfile {
  campaignId: string;
  organisationId: string;
  name: string;
}

export type CampaignState =
  | { status: 'none' }
  | { status: 'open' | 'closed'; profile: CampaignProfile };

export type CampaignCommand =
  | { type: 'CreateCampaign'; profile: CampaignProfile }
  | { type: 'CloseCampaign' };

export type CampaignEvent =
  | { type: 'CampaignCreated'; profile: CampaignProfile }
  | { type: 'CampaignClosed'; campaignId: string; organisationId: string };

export type CampaignRejection = {
  reason: 'CAMPAIGN_EXISTS' | 'CAMPAIGN_UNKNOWN' | 'NAME_INVALID';
};

export const campaignDecider: Decider<
  CampaignState,
  CampaignCommand,
  CampaignEvent,
  CampaignRejection
> = {
  initialState: () => ({ status: 'none' }),

  decide(command, state) {
    if (command.type === 'CreateCampaign') {
      if (state.status !== 'none') return err({ reason: 'CAMPAIGN_EXISTS' });
      if (!isName(command.profile.name)) return err({ reason: 'NAME_INVALID' });
      return ok([{ type: 'CampaignCreated', profile: command.profile }]);
    }
    if (state.status === 'none') return err({ reason: 'CAMPAIGN_UNKNOWN' });
    if (state.status === 'closed') return ok([]);
    const { campaignId, organisationId } = state.profile;
    return ok([{ type: 'CampaignClosed', campaignId, organisationId }]);
  },

  evolve(state, event) {
    if (event.type === 'CampaignCreated') return { status: 'open', profile: event.profile };
    return state.status === 'none' ? state : { ...state, status: 'closed' };
  },
};
