import type { RotateKeysRequest, RotateKeysResponse } from '@hustings/contracts/optout';
import { Role } from '@hustings/contracts/registry';
import { requireRole } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc-common';
import type { PrivacyParts } from '../../app/privacy/privacy-parts.ts';
import { rotateKeys } from '../../app/privacy/rotate-keys.ts';
import { actorOf } from '../caller.ts';

/** RotateKeys: how far the rotation is, again and again, until it is done. */
export async function* answerRotate(
  parts: PrivacyParts,
  { dryRun }: RotateKeysRequest,
  context: CallContext,
): AsyncGenerator<RotateKeysResponse> {
  const principal = requireRole(context, Role.ROLE_OPERATOR);
  const { signal } = context;
  const run = { dryRun, actor: actorOf(principal), signal };
  for await (const { rewrap, carry, done } of rotateKeys(parts, run)) {
    yield {
      version: parts.vault.wrappingVersion,
      keysSeen: BigInt(rewrap.seen),
      keysRewrapped: BigInt(rewrap.rewrapped),
      optOutsSeen: BigInt(carry.seen),
      optOutsCarried: BigInt(carry.carried),
      done,
    };
  }
}
