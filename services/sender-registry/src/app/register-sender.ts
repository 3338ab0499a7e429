import { Channel } from '@hustings/contracts/registry';
import { ok, present, type Result } from '@hustings/kernel';
import { type AddressFault, normaliseAddress } from '@hustings/privacy';
import type { ClaimHolder } from '../domain/address-claim.ts';
import { type SenderProfile, type SenderState, senderDecider } from '../domain/sender.ts';
import {
  COMMON_PARTITION,
  homeOf,
  metaOf,
  type Ordered,
  type Orderer,
  type Registry,
  targetOf,
} from './order.ts';
import { loadStandingOrganisation } from './organisation-orders.ts';
import { type CodeSent, deliverCode, drawCode } from './verify-sender.ts';

/** SMS short codes have 3 to 8 digits and no country code (CTIA Short Code Monitoring Handbook; ITU-T E.164 Annex A). */
const SHORT_CODE = /^\d{3,8}$/;

/**
 * Registers a number or handle and sends a code to it. First its address is claimed, on a subject that all organisations
 * share, then the sender is recorded, then the code goes out; a crash in between leaves a claim that lapses by itself.
 */
export async function registerSender(
  registry: Registry,
  orderer: Orderer,
  request: Pick<SenderProfile, 'channel' | 'address' | 'limitProfile' | 'numberKind'>,
): Ordered<CodeSent> {
  const { organisationId } = orderer;
  const standing = await loadStandingOrganisation(registry, organisationId);
  if (!standing.ok) return standing;
  const address = normaliseSenderAddress(request.channel, request.address);
  if (!address.ok) return { ok: false, error: { reason: address.error } };

  const senderId = registry.ids.prefixed('snd');
  const profile = { ...request, senderId, organisationId, address: address.value };
  const drawn = drawCode(registry, senderId);
  const command = { type: 'RegisterSender' as const, profile, ...drawn.command };
  // Nothing is claimed for a sender that would be refused anyway.
  const foreseen = senderDecider.decide(command, senderDecider.initialState());
  if (!foreseen.ok) return foreseen;
  const claimed = await claimAddress(registry, orderer, profile);
  if (!claimed.ok) return claimed;
  const target = present(targetOf(registry, senderId, organisationId), 'a made id is a token');
  const done = await registry.stores.sender.execute(target, command, metaOf(registry, orderer));
  return done.ok ? deliverCode(registry, done.value.state, drawn.code) : done;
}

function normaliseSenderAddress(channel: Channel, address: string): Result<string, AddressFault> {
  const isShortCode = channel === Channel.CHANNEL_SMS && SHORT_CODE.test(address);
  return isShortCode ? ok(address) : normaliseAddress(channel, address);
}

async function claimAddress(
  registry: Registry,
  orderer: Orderer,
  profile: SenderProfile,
): Ordered<void> {
  const { senderId, organisationId, channel } = profile;
  const id = registry.vault.keyedDigest('sender-address', profile.address);
  const target = { id, organisationId: '', partition: COMMON_PARTITION };
  const present = await registry.stores.address.load(target);
  const statuses = await Promise.all(
    present.state.holders.map(async (each) => ({
      senderId: each.senderId,
      status: await statusOf(registry, each),
    })),
  );
  const idsWith = (status: SenderState['status']): string[] =>
    statuses.filter((each) => each.status === status).map((each) => each.senderId);
  const claimedAtUs = registry.clock.nowUs();
  const command = {
    type: 'ClaimAddress' as const,
    holder: { senderId, organisationId, channel, claimedAtUs },
    revokedSenderIds: idsWith('revoked'),
    unregisteredSenderIds: idsWith('none'),
  };
  const done = await registry.stores.address.execute(target, command, metaOf(registry, orderer));
  return done.ok ? ok(undefined) : done;
}

async function statusOf(registry: Registry, holder: ClaimHolder): Promise<SenderState['status']> {
  const partition = homeOf(registry, holder.organisationId);
  const { state } = await registry.stores.sender.load({ id: holder.senderId, partition });
  return state.status;
}
