import type { Executed } from '@hustings/event-log';
import { err, ok } from '@hustings/kernel';
import type { SenderCommand, SenderEvent, SenderState } from '../domain/sender.ts';
import { isKnownIntermediary } from './credential-orders.ts';
import { metaOf, type Ordered, type Orderer, type Registry, targetOf } from './order.ts';

/** Carries out a command on a sender of the orderer's organisation. */
export function orderOwnSender(
  registry: Registry,
  orderer: Orderer,
  order: { senderId: string; command: SenderCommand },
): Ordered<Executed<SenderState, SenderEvent>> {
  return orderSenderOf(registry, orderer, { ...order, owner: orderer.organisationId });
}

/** Retires a sender for good. Staff may retire any, an organisation its own. */
export async function revokeSender(
  registry: Registry,
  orderer: Orderer,
  request: { senderId: string; reason: string },
): Ordered<SenderState> {
  const { senderId, reason } = request;
  const owner =
    orderer.organisationId === ''
      ? registry.directory.ownerOfSender(senderId)
      : orderer.organisationId;
  if (owner === undefined) return err({ reason: 'SENDER_UNKNOWN' });
  const command = { type: 'RevokeSender' as const, reason };
  const done = await orderSenderOf(registry, orderer, { senderId, owner, command });
  return done.ok ? ok(done.value.state) : done;
}

/** Gives any organisation's sender another limit profile: for staff. */
export async function changeLimitProfile(
  registry: Registry,
  orderer: Orderer,
  request: { senderId: string; limitProfile: string; reason: string },
): Ordered<SenderState> {
  const { senderId, limitProfile, reason } = request;
  const owner = registry.directory.ownerOfSender(senderId);
  if (owner === undefined) return err({ reason: 'SENDER_UNKNOWN' });
  const nowUs = registry.clock.nowUs();
  const command = { type: 'ChangeLimitProfile' as const, limitProfile, reason, nowUs };
  const done = await orderSenderOf(registry, orderer, { senderId, owner, command });
  return done.ok ? ok(done.value.state) : done;
}

/** Lets a tool send from one sender. */
export async function grantTool(
  registry: Registry,
  orderer: Orderer,
  request: { senderId: string; intermediaryId: string },
): Ordered<SenderState> {
  const { senderId, intermediaryId } = request;
  const known = await isKnownIntermediary(registry, intermediaryId);
  if (!known) return err({ reason: 'INTERMEDIARY_UNKNOWN' });
  const command = { type: 'GrantTool' as const, intermediaryId };
  const done = await orderOwnSender(registry, orderer, { senderId, command });
  return done.ok ? ok(done.value.state) : done;
}

/** Ends such a grant. */
export async function revokeToolGrant(
  registry: Registry,
  orderer: Orderer,
  request: { senderId: string; intermediaryId: string },
): Ordered<SenderState> {
  const { senderId, intermediaryId } = request;
  const command = { type: 'RevokeToolGrant' as const, intermediaryId };
  const done = await orderOwnSender(registry, orderer, { senderId, command });
  return done.ok ? ok(done.value.state) : done;
}

async function orderSenderOf(
  registry: Registry,
  orderer: Orderer,
  order: { senderId: string; owner: string; command: SenderCommand },
): Ordered<Executed<SenderState, SenderEvent>> {
  const target = targetOf(registry, order.senderId, order.owner);
  if (target === null) return err({ reason: 'SENDER_UNKNOWN' });
  const { sender } = registry.stores;
  const { state } = await sender.load(target);
  // Two organisations may share a partition: the id alone does not say whose it is.
  if (state.status === 'none' || state.profile.organisationId !== order.owner) {
    return err({ reason: 'SENDER_UNKNOWN' });
  }
  return sender.execute(target, order.command, metaOf(registry, orderer));
}
