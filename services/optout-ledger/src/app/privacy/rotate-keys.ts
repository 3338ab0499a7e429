import type { Actor } from '@hustings/contracts/log';
import { organisationPartitions } from '@hustings/event-log';
import type { RewrapProgress } from '@hustings/privacy';
import { type CarryProgress, carryOver } from './carry-over.ts';
import type { PrivacyParts } from './privacy-parts.ts';

export interface RotationProgress {
  rewrap: RewrapProgress;
  carry: CarryProgress;
  done: boolean;
}

/**
 * Wraps recipients' keys with the newest master key and carries opt-outs over to the later pseudonym keys. The end of a run that
 * was no dry one is recorded: governors that are told to use a pseudonym key start only when its run is in the log.
 */
export async function* rotateKeys(
  parts: PrivacyParts,
  run: { dryRun: boolean; actor: Actor; signal: AbortSignal },
): AsyncGenerator<RotationProgress> {
  const { log, vault, rotations, ledger } = parts;
  const { dryRun, signal } = run;
  const rewrap: RewrapProgress = { seen: 0, rewrapped: 0 };
  let carry: CarryProgress = { seen: 0, carried: 0 };
  for (const partition of organisationPartitions(log.layout)) {
    const before = { ...rewrap };
    for await (const found of parts.rewrapKeys({ partition, dryRun })) {
      signal.throwIfAborted();
      rewrap.seen = before.seen + found.seen;
      rewrap.rewrapped = before.rewrapped + found.rewrapped;
      yield { rewrap: { ...rewrap }, carry, done: false };
    }
  }
  for await (const found of carryOver(parts, { dryRun, signal })) {
    carry = found;
    yield { rewrap, carry, done: false };
  }
  if (!dryRun) {
    await rotations.record({
      version: vault.wrappingVersion,
      keysRewrapped: rewrap.rewrapped,
      optOutsCarried: carry.carried,
      actor: run.actor,
      atUs: ledger.clock.nowUs(),
    });
  }
  yield { rewrap, carry, done: true };
}
