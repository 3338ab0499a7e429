import { findFreePort } from '../servers/loopback.ts';
import { MEMBER_NAMES, type MemberName } from './members.ts';

/** Ports of a fleet: every member's, and the one on which the dispatcher takes the provider's webhooks. */
export interface FleetPorts {
  members: Record<MemberName, number>;
  webhooks: number;
}

/** Free ports for all. */
export async function findPorts(): Promise<FleetPorts> {
  const found = await Promise.all(MEMBER_NAMES.map(async (name) => [name, await findFreePort()]));
  return { members: Object.fromEntries(found), webhooks: await findFreePort() };
}
