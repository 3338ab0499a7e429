import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import {
  type CampaignCommand,
  type CampaignEvent,
  campaignDecider,
} from '../src/domain/campaign.ts';
import {
  type IntermediaryCommand,
  type IntermediaryEvent,
  intermediaryDecider,
} from '../src/domain/intermediary.ts';

const PROFILE = { campaignId: 'cmp-1', organisationId: 'org-1', name: 'Segunda vuelta' };
const CREATE: CampaignCommand = { type: 'CreateCampaign', profile: PROFILE };
const CLOSE: CampaignCommand = { type: 'CloseCampaign' };
const CREATED: CampaignEvent = { type: 'CampaignCreated', profile: PROFILE };
const CLOSED: CampaignEvent = {
  type: 'CampaignClosed',
  campaignId: 'cmp-1',
  organisationId: 'org-1',
};

describe('a campaign', () => {
  it('is created open and closed once', () => {
    expect(given(campaignDecider, []).when(CREATE)).toEqual({ events: [CREATED] });
    expect(given(campaignDecider, [CREATED]).when(CLOSE)).toEqual({ events: [CLOSED] });
    expect(given(campaignDecider, [CREATED, CLOSED]).when(CLOSE)).toEqual({ events: [] });
    expect(given(campaignDecider, [CREATED, CLOSED]).state()).toEqual({
      status: 'closed',
      profile: PROFILE,
    });
  });

  it.for<[string, CampaignEvent[], CampaignCommand, string]>([
    ['created twice', [CREATED], CREATE, 'CAMPAIGN_EXISTS'],
    ['closed before it exists', [], CLOSE, 'CAMPAIGN_UNKNOWN'],
    ['without a name', [], { ...CREATE, profile: { ...PROFILE, name: '' } }, 'NAME_INVALID'],
  ])('%s is refused', ([, past, command, reason]) => {
    expect(given(campaignDecider, past).when(command)).toEqual({ rejected: { reason } });
  });
});

describe('an intermediary', () => {
  const command = {
    type: 'RegisterIntermediary' as const,
    intermediaryId: 'int-1',
    name: 'Altavoz',
  };
  const event = {
    type: 'IntermediaryRegistered' as const,
    intermediaryId: 'int-1',
    name: 'Altavoz',
  };

  it('registers under a name', () => {
    expect(given(intermediaryDecider, []).when(command)).toEqual({ events: [event] });
  });

  it.for<[string, IntermediaryEvent[], IntermediaryCommand, string]>([
    ['registered twice', [event], command, 'INTERMEDIARY_EXISTS'],
    ['without a name', [], { ...command, name: '' }, 'NAME_INVALID'],
  ])('%s is refused', ([, past, refused, reason]) => {
    expect(given(intermediaryDecider, past).when(refused)).toEqual({ rejected: { reason } });
  });
});
