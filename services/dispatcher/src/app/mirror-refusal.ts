import { setTimeout as pause } from 'node:timers/promises';
import type { ReleaseRef } from '@hustings/contracts/dispatch';
import { Control } from '@hustings/contracts/optout';
import { keyOf } from '../domain/release.ts';
import type { LaneContext } from './lane-context.ts';

/** The provider goes on refusing the number, so what is not mirrored now is mirrored at the next attempt to write. */
const ATTEMPTS = 10;
const BETWEEN_ATTEMPTS_MS = 1_000;

/** Mirrors a refusal that means that the recipient has opted out at the carrier. Never rejects. */
export async function mirrorRefusal(
  { ledger, clock, logger, signal }: LaneContext,
  ref: ReleaseRef,
  { code, to }: { code: string; to: string },
): Promise<void> {
  const { senderId, organisationId } = ref;
  const use = {
    inboundId: `refused-${keyOf(ref)}`,
    control: Control.CONTROL_CARRIER_BLOCK,
    resumed: false,
    address: to,
    senderId,
    organisationId,
    code,
    receivedAtUs: clock.nowUs(),
  };
  for (let attempt = 0; attempt < ATTEMPTS && !signal.aborted; attempt++) {
    try {
      await ledger.handleControl(use);
      return;
    } catch (error) {
      logger.warn({ err: error, code }, 'opt-out at the carrier not mirrored; tried again');
    }
    // Rejects only when the signal aborts, which the loop looks at.
    await pause(BETWEEN_ATTEMPTS_MS, undefined, { signal }).catch(() => undefined);
  }
}
