import { join } from 'node:path';
import { Channel, OrganisationKind } from '@hustings/contracts/registry';
import {
  enterParty,
  type FleetMember,
  findPorts,
  keepSecrets,
  LOOPBACK,
  MEMBERS,
  type MemberName,
  Office,
  type Party,
  type Provider,
  ProviderClient,
  type ServerProcess,
  type Stack,
  startNats,
  startProvider,
  startRedis,
  startStack,
} from '@hustings/dev-env';
import type { ProviderLimit } from '../check/types.ts';
import type { Recorder } from '../history/recorder.ts';
import { LOAD_KINDS, type LoadKind } from '../history/values.ts';
import { Links } from './links.ts';
import { chaosPolicy, type ProfileName, providerLimits } from './policy.ts';

/** An organisation that gives its messages to the governor in one way. */
export interface ChaosParty extends Party {
  kind: LoadKind;
  profile: ProfileName;
}

/** The whole system with a proxy in each seam, and the provider in this process: so that one clock times both sides. */
export interface World {
  stack: Stack;
  nats: ServerProcess;
  redis: ServerProcess;
  provider: Provider;
  links: Links;
  office: Office;
  parties: ChaosParty[];
  limits: ProviderLimit[];
  governors: readonly FleetMember[];
  /** Where clients send: in turn to one and the other. */
  governorAddresses: string[];
  /** Where recipients' replies go. */
  webhookUrl: string;
  /** Members that ended without being told to. */
  unexpectedExits: string[];
  close(): Promise<void>;
}

/** The provider must not enforce what is to be judged: far above every limit. */
const PROVIDER_PER_SECOND = 1_000;
/** They share the gates. */
const GOVERNORS = 2;
const PROFILES: ProfileName[] = ['chaos-messaging', 'chaos-sms'];

export async function openWorld(dir: string, recorder: Recorder): Promise<World> {
  const begun: { stop(): Promise<unknown> }[] = [];
  const keep = async <T extends { stop(): Promise<unknown> }>(part: Promise<T>): Promise<T> => {
    const started = await part;
    begun.push(started);
    return started;
  };
  const close = async (): Promise<void> => {
    for (const part of begun.toReversed()) await part.stop();
  };
  try {
    const nats = await keep(startNats({ dir: join(dir, 'nats') }));
    const redis = await keep(startRedis({ dir: join(dir, 'redis'), snapshots: true }));
    const links = new Links((clientRef) =>
      recorder.add({ process: 'dispatcher', type: 'invoke', f: 'hand-off', key: clientRef }),
    );
    begun.push({ stop: () => links.close() });
    const ports = await findPorts();
    const webhooks = await links.lead('provider-dispatcher', `${LOOPBACK}:${ports.webhooks}`);
    const webhookUrl = `http://${webhooks}/webhook`;
    const provider = await keep(
      startProvider({
        address: `${LOOPBACK}:${ports.members.provider}`,
        webhookUrl,
        webhookSecret: keepSecrets(join(dir, 'secrets.json')).webhookSecret,
        perSecond: PROVIDER_PER_SECOND,
      }),
    );
    const unexpectedExits: string[] = [];
    const stack = await keep(
      startStack({
        dir,
        natsUrl: nats.url,
        redisUrl: redis.url,
        ports,
        members: (Object.keys(MEMBERS) as MemberName[]).filter(
          (name) => name !== 'provider' && name !== 'console',
        ),
        governors: GOVERNORS,
        through: links.through,
        policyJson: chaosPolicy(),
        onUnexpectedExit: ({ name, lastLines }) => unexpectedExits.push(`${name}: ${lastLines}`),
      }),
    );
    const office = new Office(stack.fleet);
    begun.push({ stop: async () => office.close() });
    const parties = await enterParties(office, stack);
    const limits = parties.flatMap(({ profile, number }) => providerLimits(profile, number));
    const { governors } = stack.fleet;
    const governorAddresses = await Promise.all(
      governors.map(({ address }) => links.lead('client-governor', address)),
    );
    return {
      ...{ stack, nats, redis, provider, links, office, parties, limits },
      ...{ governors, governorAddresses, webhookUrl, unexpectedExits, close },
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Two organisations for each kind of load, one on a messaging channel and one on SMS. */
async function enterParties(office: Office, stack: Stack): Promise<ChaosParty[]> {
  const provider = new ProviderClient(stack.fleet.addresses.provider);
  const parties: ChaosParty[] = [];
  for (const [index, kind] of LOAD_KINDS.entries()) {
    for (const [other, profile] of PROFILES.entries()) {
      const party = await enterParty(office, provider, {
        name: `Party ${kind} ${profile}`,
        kind: OrganisationKind.ORGANISATION_KIND_PARTY,
        number: `+3460010${String(1000 + index * 10 + other)}`,
        host: `${kind}-${profile}.example`,
        campaign: 'Chaos',
        limitProfile: profile,
        channel: profile === 'chaos-sms' ? Channel.CHANNEL_SMS : Channel.CHANNEL_WHATSAPP,
      });
      parties.push({ ...party, kind, profile });
    }
  }
  return parties;
}
