import type { EventLog } from '@hustings/event-log';
import type { Vault } from './vault.ts';

/** Where the ends of rotations are recorded; the id is "v" and the version. */
export const ROTATION_REF = { partition: '0', context: 'privacy', aggregate: 'rotation' } as const;

/** A pseudonym key is to be used, but opt-outs were not carried over to it: whoever decided now would not see them. */
export class NotCarriedOver extends Error {
  override readonly name = 'NotCarriedOver';
}

/**
 * Throws `NotCarriedOver` unless a run of the rotation for the pseudonym key in use is in the log, or it is the first one. For
 * whoever lets messages out, before it does so.
 */
export async function assertCarriedOver(
  log: Pick<EventLog, 'load'>,
  { pseudonymVersion, oldestVersion }: Pick<Vault, 'pseudonymVersion' | 'oldestVersion'>,
): Promise<void> {
  if (pseudonymVersion === oldestVersion) return;
  const run = await log.load({ ...ROTATION_REF, id: `v${pseudonymVersion}` });
  if (run !== null) return;
  throw new NotCarriedOver(
    `opt-outs were not carried over to pseudonym key ${pseudonymVersion}: mark the key before it, and run "hustings privacy rotate-keys" first`,
  );
}
