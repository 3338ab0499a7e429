import { gateOf, type LogLayout } from '@hustings/kernel';
import {
  type ContentStore,
  createContent,
  type RecipientKeys,
  sealMessage,
  Unsealable,
  unsealMessage,
} from '@hustings/privacy';
import type { LedgerVault, RecipientRef } from '../app/ledger.ts';
import type { SealedTexts } from '../ports/sealed-texts.ts';

/** Sealed texts in the content streams, under the keys of the key streams. */
export function streamSealedTexts(parts: {
  contents: ContentStore;
  keys: RecipientKeys;
  layout: LogLayout;
  vault: LedgerVault;
}): SealedTexts {
  const { contents, keys, layout, vault } = parts;
  // Keys and contents stand under the pseudonym that dispatchers use.
  const keyRef = ({ partition, organisationId, recipient }: RecipientRef) => ({
    partition,
    organisationId,
    pseudonym: vault.inUse(organisationId, recipient),
  });
  return {
    async seal(recipient, allPolitical, { id, address, text }) {
      const { partition, organisationId } = recipient;
      const ref = keyRef(recipient);
      const { key } = await keys.keyFor(ref, allPolitical);
      const sealed = sealMessage(key, id, createContent({ address, text, links: [] }));
      const item = { messageId: id, organisationId, recipient: ref.pseudonym, ...sealed };
      return contents.putGroup(partition, gateOf(organisationId, layout), [item]);
    },
    async open(recipient, { id, seq }) {
      if (seq === 0) return null;
      const [item, key] = await Promise.all([
        contents.getItem(recipient.partition, { seq: BigInt(seq), index: 0 }),
        keys.find(keyRef(recipient)),
      ]);
      if (item === null || key === null || item.messageId !== id) return null;
      try {
        const { address, text } = unsealMessage(key.key, item);
        return { address, text };
      } catch (error) {
        if (error instanceof Unsealable) return null;
        throw error;
      }
    },
    async allPoliticalOf(recipient) {
      return (await keys.find(keyRef(recipient)))?.allPoliticalPseudonym ?? null;
    },
  };
}
