import { gateOf, type LogLayout } from '@hustings/kernel';
import {
  ContentStore,
  createContent,
  createVault,
  RecipientKeys,
  sealMessage,
  Unsealable,
  unsealMessage,
} from '@hustings/privacy';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Contents } from '../ports/contents.ts';

/** Bytes sealed as messages are, in the same streams, under a key of their own. `masterKey`: 64 hex digits. */
export async function openSealedContents(
  nc: NatsConnection,
  masterKey: string,
  layout: LogLayout,
): Promise<Contents> {
  const [store, keys] = await Promise.all([
    ContentStore.open(nc),
    RecipientKeys.open(nc, createVault(masterKey)),
  ]);
  return {
    async put({ partition, organisationId, place, keyId }, bytes) {
      const { key } = await keys.keyFor({ partition, organisationId, pseudonym: keyId }, '');
      const text = Buffer.from(bytes).toString('base64');
      const sealed = sealMessage(key, place, createContent({ address: '', text, links: [] }));
      const item = { messageId: place, organisationId, recipient: keyId, ...sealed };
      return store.putGroup(partition, gateOf(organisationId, layout), [item]);
    },
    async get({ partition, organisationId, place, keyId }, seq) {
      const found = await keys.find({ partition, organisationId, pseudonym: keyId });
      const item = await store.getItem(partition, { seq: BigInt(seq), index: 0 });
      if (found === null || item === null || item.messageId !== place) return null;
      try {
        return Buffer.from(unsealMessage(found.key, item).text, 'base64');
      } catch (error) {
        // Sealed under another master key: as unreadable as if it were erased.
        if (error instanceof Unsealable) return null;
        throw error;
      }
    },
  };
}
