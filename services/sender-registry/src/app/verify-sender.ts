import { err, ok, present } from '@hustings/kernel';
import type { SenderState } from '../domain/sender.ts';
import type { Ordered, Orderer, Registry } from './order.ts';
import { orderOwnSender } from './sender-orders.ts';

const CODE = /^\d{6}$/;

/** A sender after a code was sent to it. */
export interface CodeSent {
  state: SenderState;
  codeExpiresAtUs: bigint;
}

/** A fresh code and the part of it that a command carries. */
export function drawCode(registry: Registry, senderId: string) {
  const code = registry.secrets.code();
  const codeDigest = digestCode(registry, senderId, code);
  return { code, command: { codeDigest, nowUs: registry.clock.nowUs() } };
}

/** Sends a new code to a sender that is not verified yet. */
export async function requestVerification(
  registry: Registry,
  orderer: Orderer,
  senderId: string,
): Ordered<CodeSent> {
  const drawn = drawCode(registry, senderId);
  const command = { type: 'RequestVerification' as const, ...drawn.command };
  const done = await orderOwnSender(registry, orderer, { senderId, command });
  return done.ok ? deliverCode(registry, done.value.state, drawn.code) : done;
}

/** Proves control of the number with the code. A wrong code is recorded and costs an attempt. */
export async function verifySender(
  registry: Registry,
  orderer: Orderer,
  request: { senderId: string; code: string },
): Ordered<SenderState> {
  const code = request.code.trim();
  if (!CODE.test(code)) return err({ reason: 'CODE_MALFORMED' });
  const { senderId } = request;
  const codeDigest = digestCode(registry, senderId, code);
  const command = { type: 'VerifySender' as const, codeDigest, nowUs: registry.clock.nowUs() };
  const done = await orderOwnSender(registry, orderer, { senderId, command });
  if (!done.ok) return done;
  const failed = done.value.events.find((event) => event.type === 'SenderVerificationFailed');
  if (failed === undefined) return ok(done.value.state);
  return err({ reason: 'CODE_WRONG', attemptsLeft: failed.attemptsLeft });
}

/** Sends a code that is recorded. When that fails the sender stands all the same and can get another one. */
export async function deliverCode(
  registry: Registry,
  state: SenderState,
  code: string,
): Ordered<CodeSent> {
  const { profile, code: recorded } = present(
    state.status === 'none' ? null : state,
    'a code was recorded for this sender',
  );
  const { senderId, address } = profile;
  try {
    await registry.codeDelivery.deliver({ senderId, address, code });
  } catch {
    // The dispatcher logs why; the caller needs to know only that no code will come.
    return err({ reason: 'CODE_NOT_DELIVERED', senderId });
  }
  const { expiresAtUs } = present(recorded, 'a declared sender has a code');
  return ok({ state, codeExpiresAtUs: expiresAtUs });
}

/** Keyed, because six digits are searched in no time; with the sender's id, so that equal codes do not show. */
function digestCode(registry: Registry, senderId: string, code: string): string {
  return registry.vault.keyedDigest('verification-code', `${senderId}:${code}`);
}
