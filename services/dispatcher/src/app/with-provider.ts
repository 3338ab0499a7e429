import type { DeliveryReport, HandOffResult, ReleaseRef } from '@hustings/contracts/dispatch';
import { Recent } from '@hustings/kernel';

/** Messages that are remembered until they are reported: an hour at 50 a second, some 40 MB, twice as much at most. */
const REMEMBERED = 200_000;

/** A message that the provider has, or may have. */
export interface HandedOff {
  messageId: string;
  senderId: string;
  /** True while its call is out. */
  calling: boolean;
}

/** What is remembered of a message; `person` is an organisation's recipient. */
interface Entry {
  person: string;
  handedOff: HandedOff;
}

/**
 * What was handed to the provider and not reported as arrived or failed, by recipient: whoever opts out is told what may
 * still come. A projection of the log; the oldest are forgotten first.
 */
export class WithProvider {
  /** By message id. */
  readonly #messages = new Recent<Entry>(REMEMBERED);
  /** Message ids by organisation and recipient. */
  readonly #ofPerson = new Map<string, Set<string>>();

  noteStarted(refs: readonly ReleaseRef[]): void {
    for (const { messageId, senderId, organisationId, recipient } of refs) {
      const person = personOf(organisationId, recipient);
      const own = this.#ofPerson.get(person) ?? new Set();
      this.#ofPerson.set(person, own.add(messageId));
      const handedOff = { messageId, senderId, calling: true };
      for (const [id, dropped] of this.#messages.add(messageId, { person, handedOff }) ?? []) {
        if (!this.#messages.has(id)) this.#forgetOf(dropped.person, id);
      }
    }
  }

  /** The provider has taken them, or nobody can tell. */
  noteTaken(results: readonly HandOffResult[]): void {
    for (const { release } of results) {
      const known = this.#messages.get(release?.messageId ?? '');
      if (known !== undefined) known.handedOff = { ...known.handedOff, calling: false };
    }
  }

  /** The provider does not have them. */
  noteGone(results: readonly HandOffResult[]): void {
    for (const { release } of results) this.#forget(release?.messageId ?? '');
  }

  noteReported(reports: readonly DeliveryReport[]): void {
    for (const { messageId } of reports) this.#forget(messageId);
  }

  /** Oldest first. */
  list(organisationId: string, recipient: string): HandedOff[] {
    const own = this.#ofPerson.get(personOf(organisationId, recipient)) ?? [];
    return [...own].flatMap((id) => this.#messages.get(id)?.handedOff ?? []);
  }

  #forget(messageId: string): void {
    const known = this.#messages.get(messageId);
    if (known === undefined) return;
    this.#messages.delete(messageId);
    this.#forgetOf(known.person, messageId);
  }

  #forgetOf(person: string, messageId: string): void {
    const own = this.#ofPerson.get(person);
    own?.delete(messageId);
    if (own?.size === 0) this.#ofPerson.delete(person);
  }
}

function personOf(organisationId: string, recipient: string): string {
  return `${organisationId} ${recipient}`;
}
