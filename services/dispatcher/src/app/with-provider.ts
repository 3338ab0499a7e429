import type { DeliveryReport, HandOffResult, ReleaseRef } from '@hustings/contracts/dispatch';

/** Messages that are remembered until they are reported: an hour at 50 a second, some 40 MB. */
const REMEMBERED = 200_000;

/** A message that the provider has, or may have. */
export interface HandedOff {
  messageId: string;
  senderId: string;
  /** True while its call is out. */
  calling: boolean;
}

/**
 * What was handed to the provider and not reported as arrived or failed, by recipient: whoever opts out is told what may
 * still come. A projection of the log; the oldest are forgotten first.
 */
export class WithProvider {
  /** By message id, oldest first. */
  readonly #messages = new Map<string, { person: string; handedOff: HandedOff }>();
  /** Message ids by organisation and recipient. */
  readonly #ofPerson = new Map<string, Set<string>>();

  noteStarted(refs: readonly ReleaseRef[]): void {
    for (const { messageId, senderId, organisationId, recipient } of refs) {
      const person = personOf(organisationId, recipient);
      this.#messages.set(messageId, { person, handedOff: { messageId, senderId, calling: true } });
      const own = this.#ofPerson.get(person) ?? new Set();
      this.#ofPerson.set(person, own.add(messageId));
    }
    for (const oldest of this.#messages.keys()) {
      if (this.#messages.size <= REMEMBERED) break;
      this.#forget(oldest);
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
    const own = this.#ofPerson.get(known.person);
    own?.delete(messageId);
    if (own?.size === 0) this.#ofPerson.delete(known.person);
  }
}

function personOf(organisationId: string, recipient: string): string {
  return `${organisationId} ${recipient}`;
}
