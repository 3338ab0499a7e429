import { RecipientErased } from '@hustings/contracts/optout';
import type { LogEntry } from '@hustings/event-log';
import { RECIPIENT_ERASED } from '@hustings/privacy';

/**
 * Recipients of a partition who were erased. Nothing is sealed for them before it is decided: a message that is refused would give
 * them a key again, and leave their number behind it. About 100 bytes each.
 */
export class ErasedRecipients {
  readonly #erased = new Set<string>();

  take({ commit }: LogEntry): void {
    for (const { eventType, data } of commit.events) {
      if (eventType !== RECIPIENT_ERASED) continue;
      const { organisationId, recipient, alsoKnownAs } = RecipientErased.decode(data);
      for (const each of [recipient, ...alsoKnownAs]) this.#erased.add(`${organisationId} ${each}`);
    }
  }

  has({ organisationId, recipient }: { organisationId: string; recipient: string }): boolean {
    return this.#erased.size > 0 && this.#erased.has(`${organisationId} ${recipient}`);
  }
}
