import { GovernorPeerServiceDefinition } from '@hustings/contracts/governor';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { createClient, type RpcClient } from '@hustings/service-kit';
import type { Peers } from '../ports/peers.ts';

/** More addresses than any deployment has governors: old ones are from governors that were replaced. */
const ADDRESSES_MAX = 64;

type PeerClient = RpcClient<typeof GovernorPeerServiceDefinition>;

/** The other governors over gRPC, one connection each. */
export function grpcPeers(token: string, deadlineMs: number): Peers {
  const clients = new Map<string, PeerClient>();

  function clientOf(address: string): PeerClient {
    const known = clients.get(address);
    if (known) return known;
    if (clients.size >= ADDRESSES_MAX) closeAll();
    const client = createClient(GovernorPeerServiceDefinition, { address, token, deadlineMs });
    clients.set(address, client);
    return client;
  }

  function closeAll(): void {
    for (const client of clients.values()) client.close();
    clients.clear();
  }

  return {
    async decide(address, { principal, messages, signal }) {
      const { credentialId, organisationId, intermediaryId, roles } = principal;
      const caller = { credentialId, organisationId, intermediaryId, roles: [...roles] };
      const { results } = await clientOf(address).decide({ caller, messages }, { signal });
      return results;
    },
    async waits(address, { organisationId, lanes, signal }) {
      const asked = { organisationId, lanes: [...lanes] };
      const { held } = await clientOf(address).askWaits(asked, { signal });
      return held.map(({ lane, ruleId, until }) => ({
        ...{ lane, ruleId },
        atUs: until === undefined ? 0 : Number(usFromTimestamp(until)),
      }));
    },
    stop: closeAll,
  };
}
