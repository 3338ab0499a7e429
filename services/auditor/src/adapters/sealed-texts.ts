import {
  ContentStore,
  createVault,
  isCommittedTo,
  RecipientKeys,
  Unsealable,
  unsealMessage,
} from '@hustings/privacy';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Texts } from '../ports/texts.ts';

/** Texts as they are sealed in the content streams, opened with the master key (64 hex digits). */
export async function openSealedTexts(nc: NatsConnection, masterKey: string): Promise<Texts> {
  const [store, keys] = await Promise.all([
    ContentStore.open(nc),
    RecipientKeys.open(nc, createVault(masterKey)),
  ]);
  return {
    async open({ partition, organisationId, recipient, messageId, content }) {
      const [item, found] = await Promise.all([
        store.getItem(partition, content),
        keys.find({ partition, organisationId, pseudonym: recipient }),
      ]);
      if (!item || !found || item.messageId !== messageId) return null;
      try {
        const opened = unsealMessage(found.key, item);
        return isCommittedTo(opened, content.commitment) ? opened.text : null;
      } catch (error) {
        // Sealed under another master key: as unreadable as if it were erased.
        if (error instanceof Unsealable) return null;
        throw error;
      }
    },
  };
}
