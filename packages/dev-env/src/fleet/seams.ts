import { MEMBER_NAMES, MEMBERS, type MemberName } from './members.ts';

/** A connection that one member opens: a seam where a test can put something between. */
export interface Link {
  from: MemberName;
  to: MemberName | 'nats' | 'redis';
  /** host:port. */
  address: string;
}

/** Where a member is told to find what a link leads to: the address itself, or that of something in between. */
export type Through = (link: Link) => Promise<string>;

const HOST_AND_PORT = /[\w.]+:\d+/;

/** Where each address stands in a member's environment. The provider finds the dispatcher by its webhooks. */
const VARIABLES: { variable: string; to: Link['to'] }[] = [
  { variable: 'NATS_URL', to: 'nats' },
  { variable: 'REDIS_URL', to: 'redis' },
  { variable: 'PROVIDER_URL', to: 'provider' },
  { variable: 'WEBHOOK_URL', to: 'dispatcher' },
  ...MEMBER_NAMES.map((to) => ({ variable: MEMBERS[to].addressVariable, to })),
];

/** A member's environment in which every address of others has been led through the seams. */
export async function throughSeams(
  from: MemberName,
  environment: Record<string, string>,
  through: Through | undefined,
): Promise<Record<string, string>> {
  if (through === undefined) return environment;
  const led = { ...environment };
  for (const { variable, to } of VARIABLES) {
    const value = environment[variable];
    const address = value?.match(HOST_AND_PORT)?.[0];
    if (value === undefined || address === undefined || to === from) continue;
    led[variable] = value.replace(address, await through({ from, to, address }));
  }
  return led;
}
