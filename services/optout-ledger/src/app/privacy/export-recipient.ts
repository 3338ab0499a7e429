import {
  type ContentStore,
  type RecipientKeys,
  Unsealable,
  unsealMessage,
} from '@hustings/privacy';
import type { TrailFact } from '../../domain/privacy/trail.ts';
import { personOf } from './person.ts';
import type { PrivacyParts } from './privacy-parts.ts';
import { readTrail, type TrailNotes } from './read-trail.ts';

/** A fact with the text that it is about; '' when there is none or its key was destroyed. */
export interface ExportedFact {
  fact: TrailFact;
  text: string;
}

/** Who wrote to a person, why, on what consent, with receipts: every fact in the order of the log. */
export async function* exportRecipient(
  parts: PrivacyParts,
  order: { address: string; organisations: readonly string[]; signal: AbortSignal },
): AsyncGenerator<ExportedFact> {
  const { log, openKeys, openContents } = parts;
  const person = personOf(parts, order.address, order.organisations);
  const texts = new Texts(await openKeys(), await openContents());
  const notes: TrailNotes = { stretches: [], unreadable: [] };
  for await (const { fact } of readTrail(log, person, { notes, signal: order.signal })) {
    yield { fact, text: await texts.of(fact) };
  }
}

class Texts {
  readonly #keys: RecipientKeys;
  readonly #contents: ContentStore;

  constructor(keys: RecipientKeys, contents: ContentStore) {
    this.#keys = keys;
    this.#contents = contents;
  }

  async of(fact: TrailFact): Promise<string> {
    const { content, partition, organisationId, recipient, messageId } = fact;
    if (content === undefined) return '';
    const [item, key] = await Promise.all([
      this.#contents.getItem(partition, content),
      this.#keys.find({ partition, organisationId, pseudonym: recipient }),
    ]);
    if (item === null || key === null || item.messageId !== messageId) return '';
    try {
      return unsealMessage(key.key, item).text;
    } catch (error) {
      // Sealed under a key that was destroyed, before a new one was made.
      if (error instanceof Unsealable) return '';
      throw error;
    }
  }
}
