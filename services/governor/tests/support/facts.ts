import { createHash } from 'node:crypto';
import { PolicyActivated } from '@hustings/contracts/enforcement';
import { ActorKind } from '@hustings/contracts/log';
import { OptedOut, Scope, Source } from '@hustings/contracts/optout';
import {
  CampaignCreated,
  Channel,
  CredentialIssued,
  CredentialRevoked,
  OrganisationKind,
  OrganisationRegistered,
  OrganisationVerified,
  Role,
  SenderRegistered,
  SenderVerified,
  ToolGranted,
  VerificationState,
} from '@hustings/contracts/registry';
import {
  type AggregateRef,
  allGates,
  type EventLog,
  type NewCommit,
  type NewEvent,
} from '@hustings/event-log';
import { gateOf, partitionOf, systemIds } from '@hustings/kernel';
import { canonicalPolicy, type PolicyDocument, policyHash } from '@hustings/policy';

const ids = systemIds();

/** An organisation that may send, as the log knows it. */
export interface SeededSender {
  organisationId: string;
  senderId: string;
  campaignId: string;
  token: string;
  credentialId: string;
}

/** What a test changes about the usual sender. */
export interface SeedChanges {
  granted?: boolean;
  verified?: boolean;
  channel?: Channel;
}

/** Appends events as a commit of their own, with a marker where gates are named. */
export async function appendFacts(
  log: EventLog,
  organisationId: string,
  { events, gates = [], partition }: { events: NewEvent[]; gates?: number[]; partition?: string },
): Promise<number> {
  const ref = {
    partition: partition ?? partitionOf(organisationId, log.layout),
    context: 'test',
    aggregate: 'seed',
    id: ids.prefixed('seed'),
  };
  const commit = commitOf(organisationId, ref, events);
  const result =
    gates.length > 0 ? await log.appendWithMarkers(commit, 0, gates) : await log.append(commit, 0);
  if (result.outcome !== 'appended') throw new Error('a fresh subject had a commit');
  return result.seq;
}

/** Puts a policy in force at every gate. */
export async function activatePolicy(log: EventLog, policy: PolicyDocument): Promise<void> {
  const activated = PolicyActivated.fromPartial({
    hash: policyHash(policy),
    document: Buffer.from(canonicalPolicy(policy)),
    effectiveAtUs: 0n,
  });
  const events = [
    { eventType: 'policy.PolicyActivated.v1', data: PolicyActivated.encode(activated).finish() },
  ];
  await appendFacts(log, '', { events, gates: allGates(log.layout), partition: '0' });
}

/** Registers what a sender needs before it may send. */
export async function seedSender(
  log: EventLog,
  profile: string,
  changes: SeedChanges = {},
): Promise<SeededSender> {
  const organisationId = ids.prefixed('org');
  const senderId = ids.prefixed('snd');
  const campaignId = ids.prefixed('cmp');
  const credentialId = ids.prefixed('crd');
  const intermediaryId = ids.prefixed('int');
  const secret = ids.uuid();
  const organisation = {
    organisationId,
    name: 'Partido de Prueba',
    kind: OrganisationKind.ORGANISATION_KIND_PARTY,
    country: 'ES',
    verification: VerificationState.VERIFICATION_STATE_DECLARED,
    hosts: ['prueba.example'],
    language: 'es',
  };
  const sender = SenderRegistered.fromPartial({
    sender: {
      senderId,
      organisationId,
      channel: changes.channel ?? Channel.CHANNEL_WHATSAPP,
      address: '+34600000001',
      limitProfile: profile,
    },
  });
  const events: NewEvent[] = [
    event('registry.OrganisationRegistered.v1', OrganisationRegistered.encode({ organisation })),
    event(
      'registry.OrganisationVerified.v1',
      OrganisationVerified.encode({ organisationId, proof: 'test' }),
    ),
    event('registry.SenderRegistered.v1', SenderRegistered.encode(sender)),
    event(
      'registry.CampaignCreated.v1',
      CampaignCreated.encode({
        campaign: { campaignId, organisationId, name: 'Prueba', closed: false },
      }),
    ),
  ];
  if (changes.verified ?? true) {
    const verified = SenderVerified.encode({ senderId, organisationId });
    events.push(event('registry.SenderVerified.v1', verified));
  }
  if (changes.granted ?? true) {
    const granted = ToolGranted.encode({ senderId, organisationId, intermediaryId });
    events.push(event('registry.ToolGranted.v1', granted));
  }
  await appendFacts(log, organisationId, { events });
  await appendCredential(log, {
    credentialId,
    secretDigest: createHash('sha256').update(secret).digest('hex'),
    roles: [Role.ROLE_TOOL],
    organisationId,
    intermediaryId,
    label: 'test',
  });
  return { organisationId, senderId, campaignId, credentialId, token: `${credentialId}.${secret}` };
}

/** Another campaign of the same organisation; answers with its id. */
export async function addCampaign(log: EventLog, sender: SeededSender): Promise<string> {
  const { organisationId } = sender;
  const campaignId = ids.prefixed('cmp');
  const campaign = { campaignId, organisationId, name: 'Otra', closed: false };
  const events = [event('registry.CampaignCreated.v1', CampaignCreated.encode({ campaign }))];
  await appendFacts(log, organisationId, { events });
  return campaignId;
}

/** Ends a credential as the registry does: on its own subject, with the marker that a withdrawal needs. */
export async function revokeCredential(log: EventLog, sender: SeededSender): Promise<void> {
  const { credentialId, organisationId } = sender;
  const ref = credentialRef(log, organisationId, credentialId);
  const issued = await log.load(ref);
  const revoked = CredentialRevoked.encode({ credentialId, organisationId, reason: 'test' });
  const commit = {
    ...commitOf(organisationId, ref, [event('registry.CredentialRevoked.v1', revoked)]),
    version: 2,
  };
  const gates = [gateOf(organisationId, log.layout)];
  const result = await log.appendWithMarkers(commit, issued?.seq ?? 0, gates);
  if (result.outcome !== 'appended') throw new Error('somebody else changed the credential');
}

/** Opts a recipient out of an organisation; answers with the fact's sequence. */
export function optOut(log: EventLog, sender: SeededSender, recipient: string): Promise<number> {
  const { organisationId } = sender;
  const optedOut = OptedOut.fromPartial({
    recipient,
    organisationId,
    scope: Scope.SCOPE_ORGANISATION,
    source: Source.SOURCE_REPLY,
  });
  return appendFacts(log, organisationId, {
    events: [event('optout.OptedOut.v1', OptedOut.encode(optedOut))],
    gates: [gateOf(organisationId, log.layout)],
  });
}

/** Opts a person out of all political senders; answers with the fact's sequence in partition "all". */
export function optOutOfAll(log: EventLog, pseudonym: string): Promise<number> {
  const optedOut = OptedOut.fromPartial({
    recipient: pseudonym,
    scope: Scope.SCOPE_ALL_POLITICAL,
    source: Source.SOURCE_REPLY,
  });
  return appendFacts(log, '', {
    events: [event('optout.OptedOut.v1', OptedOut.encode(optedOut))],
    partition: 'all',
  });
}

async function appendCredential(log: EventLog, issued: CredentialIssued): Promise<void> {
  const { organisationId, credentialId } = issued;
  const ref = credentialRef(log, organisationId, credentialId);
  const events = [event('registry.CredentialIssued.v1', CredentialIssued.encode(issued))];
  const result = await log.append(commitOf(organisationId, ref, events), 0);
  if (result.outcome !== 'appended') throw new Error('a fresh credential had a commit');
}

function credentialRef(log: EventLog, organisationId: string, id: string): AggregateRef {
  const partition = partitionOf(organisationId, log.layout);
  return { partition, context: 'registry', aggregate: 'credential', id };
}

function commitOf(organisationId: string, ref: AggregateRef, events: NewEvent[]): NewCommit {
  return {
    commitId: ids.uuid(),
    ref,
    events,
    actor: { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'test' },
    version: 1,
    occurredAtUs: BigInt(Date.now()) * 1000n,
    organisationId,
    correlationId: 'test',
  };
}

function event(eventType: string, writer: { finish(): Uint8Array }): NewEvent {
  return { eventType, data: writer.finish() };
}
