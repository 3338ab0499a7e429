import { InboundKind, InboundReceived, ReleasesReturned } from '@hustings/contracts/dispatch';
import { PolicyActivated } from '@hustings/contracts/enforcement';
import { CancellationOrdered, LanePaused, LaneResumed } from '@hustings/contracts/governor';
import { OptedIn, OptedOut, Recognition, Scope } from '@hustings/contracts/optout';
import {
  CampaignClosed,
  CampaignCreated,
  CredentialIssued,
  CredentialRevoked,
  LimitProfileChanged,
  OrganisationRegistered,
  OrganisationRevoked,
  OrganisationVerified,
  SenderRegistered,
  SenderRevoked,
  SenderVerified,
  ToolGranted,
  ToolGrantRevoked,
} from '@hustings/contracts/registry';
import { decodeOnce } from '@hustings/contracts/wire';
import { present } from '@hustings/kernel';
import { parsePolicyText } from '../document/parse.ts';
import type { Fact, OptOutScope } from './fact.ts';
import { readReleasesEnded } from './releases-ended.ts';
import { STANDING_READERS } from './standing-facts.ts';

/** An event of a known type that does not hold what its type promises. The reader quarantines it. */
export class UnreadableFact extends Error {
  override readonly name = 'UnreadableFact';
}

/** A hand-back with this code ends the message: its content was erased. All other codes put it back into its lane. */
const CODE_NO_CONTENT = 'NO_CONTENT';

const READERS: Record<string, (data: Uint8Array) => Fact[]> = {
  'registry.OrganisationRegistered.v1': readOrganisationRegistered,
  'registry.OrganisationVerified.v1': (data) => {
    const { organisationId } = OrganisationVerified.decode(data);
    return [{ type: 'OrganisationVerified', organisationId }];
  },
  'registry.OrganisationRevoked.v1': (data) => {
    const { organisationId } = OrganisationRevoked.decode(data);
    return [{ type: 'OrganisationRevoked', organisationId }];
  },
  'registry.SenderRegistered.v1': readSenderRegistered,
  'registry.LimitProfileChanged.v1': (data) => {
    const { organisationId, senderId, limitProfile, changedAtUs } =
      LimitProfileChanged.decode(data);
    const atUs = Number(changedAtUs);
    return [{ type: 'LimitProfileChanged', organisationId, senderId, limitProfile, atUs }];
  },
  'registry.SenderVerified.v1': (data) => {
    const { organisationId, senderId } = SenderVerified.decode(data);
    return [{ type: 'SenderVerified', organisationId, senderId }];
  },
  'registry.SenderRevoked.v1': (data) => {
    const { organisationId, senderId } = SenderRevoked.decode(data);
    return [{ type: 'SenderRevoked', organisationId, senderId }];
  },
  'registry.ToolGranted.v1': (data) => {
    const { organisationId, senderId, intermediaryId } = ToolGranted.decode(data);
    return [{ type: 'ToolGranted', organisationId, senderId, intermediaryId }];
  },
  'registry.ToolGrantRevoked.v1': (data) => {
    const { organisationId, senderId, intermediaryId } = ToolGrantRevoked.decode(data);
    return [{ type: 'ToolGrantRevoked', organisationId, senderId, intermediaryId }];
  },
  'registry.CredentialIssued.v1': readCredentialIssued,
  'registry.CredentialRevoked.v1': readCredentialRevoked,
  'registry.CampaignCreated.v1': readCampaignCreated,
  'registry.CampaignClosed.v1': (data) => {
    const { organisationId, campaignId } = CampaignClosed.decode(data);
    return [{ type: 'CampaignClosed', organisationId, campaignId }];
  },
  'optout.OptedOut.v1': (data) => readOptOut('OptedOut', OptedOut.decode(data)),
  'optout.OptedIn.v1': (data) => readOptOut('OptedIn', OptedIn.decode(data)),
  ...STANDING_READERS,
  'governor.LanePaused.v1': (data) => readLane('LanePaused', LanePaused.decode(data)),
  'governor.LaneResumed.v1': (data) => readLane('LaneResumed', LaneResumed.decode(data)),
  'governor.CancellationOrdered.v1': readCancellationOrdered,
  'dispatch.InboundReceived.v1': readInboundReceived,
  'dispatch.ReleasesReturned.v1': readReleasesReturned,
  'dispatch.HandOffsFinished.v1': readReleasesEnded,
  'policy.PolicyActivated.v1': readPolicyActivated,
};

/**
 * What an event means to admission: none, one or many facts, each naming the organisation whose gate it concerns ('' =
 * every gate). Types that mean nothing to admission, known or not, give none. Throws `UnreadableFact`.
 */
export function factsOf(event: { eventType: string; data: Uint8Array }): Fact[] {
  const read = READERS[event.eventType];
  if (read === undefined) return [];
  try {
    return read(event.data);
  } catch (cause) {
    throw new UnreadableFact(`cannot read ${event.eventType}`, { cause });
  }
}

function readOrganisationRegistered(data: Uint8Array): Fact[] {
  const { organisation } = OrganisationRegistered.decode(data);
  const { organisationId } = present(organisation, 'no organisation');
  return [{ type: 'OrganisationDeclared', organisationId }];
}

function readSenderRegistered(data: Uint8Array): Fact[] {
  const { sender } = SenderRegistered.decode(data);
  const { organisationId, senderId, limitProfile } = present(sender, 'no sender');
  return [{ type: 'SenderDeclared', organisationId, senderId, limitProfile }];
}

/** Staff credentials send nothing: no gate needs to know them. */
function readCredentialIssued(data: Uint8Array): Fact[] {
  const { organisationId, credentialId, intermediaryId } = CredentialIssued.decode(data);
  if (organisationId === '') return [];
  return [{ type: 'CredentialIssued', organisationId, credentialId, intermediaryId }];
}

function readCredentialRevoked(data: Uint8Array): Fact[] {
  const { organisationId, credentialId } = CredentialRevoked.decode(data);
  if (organisationId === '') return [];
  return [{ type: 'CredentialRevoked', organisationId, credentialId }];
}

function readCampaignCreated(data: Uint8Array): Fact[] {
  const { campaign } = CampaignCreated.decode(data);
  const { organisationId, campaignId } = present(campaign, 'no campaign');
  return [{ type: 'CampaignCreated', organisationId, campaignId }];
}

function readOptOut(type: 'OptedOut' | 'OptedIn', event: OptedIn | OptedOut): Fact[] {
  if (event.scope === Scope.SCOPE_ALL_POLITICAL) return [];
  const { organisationId, recipient } = event;
  return [{ type, organisationId, recipient, scope: scopeOf(event) }];
}

function scopeOf(event: OptedIn | OptedOut): OptOutScope {
  switch (event.scope) {
    case Scope.SCOPE_SENDER:
      return { kind: 'SENDER', senderId: event.scopeId };
    case Scope.SCOPE_CAMPAIGN:
      return { kind: 'CAMPAIGN', campaignId: event.scopeId };
    default:
      // A scope that this version does not know is taken for the widest that it can hold: nobody is written to by mistake.
      return { kind: 'ORGANISATION' };
  }
}

/** An opt-out, or what may be one, is no reply; neither is a message from somebody who was never written to. */
function readInboundReceived(data: Uint8Array): Fact[] {
  const event = InboundReceived.decode(data);
  if (event.kind !== InboundKind.INBOUND_KIND_REPLY || !event.wasContacted) return [];
  const asksToStop =
    event.recognition === Recognition.RECOGNITION_OPT_OUT ||
    event.recognition === Recognition.RECOGNITION_PROVISIONAL;
  if (asksToStop) return [];
  const { organisationId, recipient } = event;
  return [{ type: 'Replied', organisationId, recipient, atUs: Number(event.atUs) }];
}

function readReleasesReturned(data: Uint8Array): Fact[] {
  return decodeOnce(ReleasesReturned, data).returned.map(({ release, code }) => {
    const { organisationId, messageId, releaseAttempt } = present(release, 'no release');
    const type = code === CODE_NO_CONTENT ? 'ReleaseEnded' : 'ReleaseReturned';
    return { type, organisationId, messageId, attempt: releaseAttempt };
  });
}

function readLane(type: 'LanePaused' | 'LaneResumed', event: LanePaused | LaneResumed): Fact[] {
  const { campaignId, senderId } = present(event.lane, 'no lane');
  const { organisationId } = event;
  if (campaignId === '') return [{ type, organisationId, lane: { kind: 'SENDER', id: senderId } }];
  return [{ type, organisationId, lane: { kind: 'CAMPAIGN', id: campaignId } }];
}

function readCancellationOrdered(data: Uint8Array): Fact[] {
  const order = CancellationOrdered.decode(data);
  const { organisationId, orderId, messageIds, campaignId, senderId } = order;
  const scope = { messageIds, campaignId, senderId };
  const throughNumber = Number(order.throughNumber);
  return [{ type: 'CancellationOrdered', organisationId, orderId, ...scope, throughNumber }];
}

function readPolicyActivated(data: Uint8Array): Fact[] {
  const event = PolicyActivated.decode(data);
  const parsed = parsePolicyText(new TextDecoder().decode(event.document));
  if (!parsed.ok) throw new UnreadableFact(parsed.error.map((fault) => fault.message).join('; '));
  const effectiveAtUs = Number(event.effectiveAtUs);
  const { hash } = event;
  return [
    { type: 'PolicyActivated', organisationId: '', hash, policy: parsed.value, effectiveAtUs },
  ];
}
