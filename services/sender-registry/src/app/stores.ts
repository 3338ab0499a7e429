import { NumberKind } from '@hustings/contracts/registry';
import { aggregateStore, type EventLog } from '@hustings/event-log';
import { addressClaimDecider } from '../domain/address-claim.ts';
import { campaignDecider } from '../domain/campaign.ts';
import { credentialDecider } from '../domain/credential.ts';
import { intermediaryDecider } from '../domain/intermediary.ts';
import { organisationDecider } from '../domain/organisation.ts';
import { type SenderEvent, type SenderState, senderDecider } from '../domain/sender.ts';
import {
  addressClaimCodec,
  campaignCodec,
  credentialCodec,
  intermediaryCodec,
  organisationCodec,
  senderCodec,
} from './event-codecs.ts';

/** Each stands in one batch with a marker: whoever has not seen it decides nothing. */
const SENDER_LOSSES: ReadonlySet<SenderEvent['type']> = new Set([
  'SenderRevoked',
  'ToolGrantRevoked',
  'LimitProfileChanged',
]);

/** The registry's aggregates, as they stand in the log. */
export type Stores = ReturnType<typeof openStores>;

const context = 'registry';

export function openStores(log: EventLog) {
  return {
    organisation: aggregateStore({
      log,
      context,
      aggregate: 'organisation',
      decider: organisationDecider,
      codec: organisationCodec,
      snapshot: { schema: 'registry.OrganisationState.v1' },
      takesAway: (event) => event.type === 'OrganisationRevoked',
    }),
    campaign: aggregateStore({
      log,
      context,
      aggregate: 'campaign',
      decider: campaignDecider,
      codec: campaignCodec,
      snapshot: { schema: 'registry.CampaignState.v1' },
      takesAway: (event) => event.type === 'CampaignClosed',
    }),
    sender: aggregateStore({
      log,
      context,
      aggregate: 'sender',
      decider: senderDecider,
      codec: senderCodec,
      snapshot: {
        schema: 'registry.SenderState.v2',
        upcasters: { 'registry.SenderState.v1': (data) => withNumberKind(data as SenderState) },
      },
      takesAway: ({ type }) => SENDER_LOSSES.has(type),
    }),
    address: aggregateStore({
      log,
      context,
      aggregate: 'address',
      decider: addressClaimDecider,
      codec: addressClaimCodec,
      snapshot: { schema: 'registry.AddressClaimState.v1' },
    }),
    intermediary: aggregateStore({
      log,
      context,
      aggregate: 'intermediary',
      decider: intermediaryDecider,
      codec: intermediaryCodec,
      snapshot: { schema: 'registry.IntermediaryState.v1' },
    }),
    credential: aggregateStore({
      log,
      context,
      aggregate: 'credential',
      decider: credentialDecider,
      codec: credentialCodec,
      snapshot: { schema: 'registry.CredentialState.v1' },
      // A staff credential sends nothing, so no gate need hear of its end.
      takesAway: (event) => event.type === 'CredentialRevoked' && event.organisationId !== '',
    }),
  };
}

/** Senders that were registered before the kind of their number was asked for. */
function withNumberKind(state: SenderState): SenderState {
  if (state.status === 'none') return state;
  const profile = { ...state.profile, numberKind: NumberKind.NUMBER_KIND_UNSPECIFIED };
  return { ...state, profile };
}
