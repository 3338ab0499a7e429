import {
  type ContentStore,
  isCommittedTo,
  type RecipientKeys,
  Unsealable,
  unsealMessage,
  type Vault,
} from '@hustings/privacy';
import { keyOf, type Release } from '../domain/release.ts';
import type { ContentReader, Prepared } from '../ports/content.ts';

/** Reads sealed groups and recipients' keys from their streams. */
export class SealedContent implements ContentReader {
  readonly #contents: ContentStore;
  readonly #keys: RecipientKeys;
  readonly #vault: Vault;

  constructor(parts: { contents: ContentStore; keys: RecipientKeys; vault: Vault }) {
    this.#contents = parts.contents;
    this.#keys = parts.keys;
    this.#vault = parts.vault;
  }

  async prepare(release: Release, from: string): Promise<Prepared | null> {
    const { ref, partition, content } = release;
    if (!content) return null;
    const [item, key] = await Promise.all([
      this.#contents.getItem(partition, content),
      this.#keys.find({
        partition,
        organisationId: ref.organisationId,
        pseudonym: ref.recipient,
      }),
    ]);
    if (!item || !key || item.messageId !== ref.messageId) return null;
    try {
      const opened = unsealMessage(key.key, item);
      if (!isCommittedTo(opened, content.commitment)) return null;
      return {
        message: {
          from,
          to: opened.address,
          text: opened.text,
          links: opened.links,
          clientRef: keyOf(ref),
        },
        allPoliticalPseudonym: this.#vault.allPoliticalPseudonym(opened.address),
      };
    } catch (error) {
      if (error instanceof Unsealable) return null;
      throw error;
    }
  }

  async open({
    partition,
    organisationId,
    recipient,
    contentId,
    contentSeq,
  }: Parameters<ContentReader['open']>[0]): Promise<{ address: string; text: string } | null> {
    const [item, key] = await Promise.all([
      this.#contents.getItem(partition, { seq: contentSeq, index: 0 }),
      this.#keys.find({ partition, organisationId, pseudonym: recipient }),
    ]);
    if (!item || !key || item.messageId !== contentId) return null;
    try {
      const { address, text } = unsealMessage(key.key, item);
      return { address, text };
    } catch (error) {
      if (error instanceof Unsealable) return null;
      throw error;
    }
  }
}
