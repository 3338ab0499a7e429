import { createVault, RecipientKeys, Unsealable } from '@hustings/privacy';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Links } from '../ports/links.ts';

/** Links as they are sealed in the key streams, opened with the master key (64 hex digits). */
export async function openSealedLinks(nc: NatsConnection, masterKey: string): Promise<Links> {
  const keys = await RecipientKeys.open(nc, createVault(masterKey));
  return {
    async find({ partition, organisationId, recipient }) {
      try {
        const found = await keys.find({ partition, organisationId, pseudonym: recipient });
        return found?.allPoliticalPseudonym ?? null;
      } catch (error) {
        // Sealed under another master key: as unreadable as if it were erased, and no reason to end the replay.
        if (error instanceof Unsealable) return null;
        throw error;
      }
    },
  };
}

/** For auditors outside the vault: every link counts as erased, and flags are taken as recorded. */
export const noLinks: Links = { find: async () => null };
