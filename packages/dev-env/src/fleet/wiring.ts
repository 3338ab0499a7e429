import { LOOPBACK } from '../servers/loopback.ts';
import { MEMBER_NAMES, MEMBERS, type MemberName } from './members.ts';
import type { FleetPorts } from './ports.ts';
import { type FleetSecrets, sharedVariables } from './secrets.ts';

export interface Wiring {
  natsUrl: string;
  redisUrl: string;
  ports: FleetPorts;
  secrets: FleetSecrets;
  /** Folder of the sealed log; absent = the auditor seals nothing. */
  sealDir?: string;
}

export function addressOf(ports: FleetPorts, name: MemberName): string {
  return `${LOOPBACK}:${ports.members[name]}`;
}

export function allAddresses(ports: FleetPorts): Record<MemberName, string> {
  const pairs = MEMBER_NAMES.map((name) => [name, addressOf(ports, name)]);
  return Object.fromEntries(pairs);
}

/** The environment of one member. Everyone is told all addresses before anyone listens, so that the order is free. */
export function environmentOf(name: MemberName, wiring: Wiring): Record<string, string> {
  const addresses = MEMBER_NAMES.map((member) => [
    MEMBERS[member].addressVariable,
    addressOf(wiring.ports, member),
  ]);
  const webhooks = `${LOOPBACK}:${wiring.ports.webhooks}`;
  return {
    ...Object.fromEntries(addresses),
    ...sharedVariables(wiring.secrets),
    ...(name === 'auditor' ? sealVariables(wiring) : {}),
    NATS_URL: wiring.natsUrl,
    REDIS_URL: wiring.redisUrl,
    LISTEN_ADDRESS: addressOf(wiring.ports, name),
    RECIPIENT_PAGES_URL: `http://${addressOf(wiring.ports, 'console')}`,
    PROVIDER_URL: `http://${addressOf(wiring.ports, 'provider')}`,
    WEBHOOK_LISTEN: webhooks,
    WEBHOOK_URL: `http://${webhooks}/webhook`,
  };
}

function sealVariables({ sealDir, secrets }: Wiring): Record<string, string> {
  if (sealDir === undefined) return {};
  return { HUSTINGS_SEAL_KEY: secrets.sealKey, HUSTINGS_SEAL_DIR: sealDir };
}
