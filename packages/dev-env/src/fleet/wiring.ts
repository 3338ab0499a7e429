import { LOOPBACK } from '../servers/loopback.ts';
import { MEMBER_NAMES, MEMBERS, type MemberName } from './members.ts';
import type { FleetPorts } from './ports.ts';
import { type FleetSecrets, secretVariables } from './secrets.ts';

export interface Wiring {
  natsUrl: string;
  redisUrl: string;
  ports: FleetPorts;
  secrets: FleetSecrets;
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
    ...secretVariables(wiring.secrets),
    NATS_URL: wiring.natsUrl,
    REDIS_URL: wiring.redisUrl,
    LISTEN_ADDRESS: addressOf(wiring.ports, name),
    PROVIDER_URL: `http://${addressOf(wiring.ports, 'provider')}`,
    WEBHOOK_LISTEN: webhooks,
    WEBHOOK_URL: `http://${webhooks}/webhook`,
  };
}
