import type { DeliveryReport, ReleaseRef } from '@hustings/contracts/dispatch';
import { Recent } from '@hustings/kernel';
import { keyOf } from '../domain/release.ts';

/** Receipts come within minutes: an hour at 50 a second, some 60 MB, twice as much at most. Later ones lose only their campaign. */
const REMEMBERED_HAND_OFFS = 200_000;
/** Inbound ids of all senders, for repetitions that are older than what an inbox remembers. */
const REMEMBERED_INBOUND_IDS = 50_000;

/** What became of the past, as far as webhooks need it. A projection of the log, bounded except for contacts. */
export class HandOffMemory {
  readonly #byKey = new Recent<ReleaseRef>(REMEMBERED_HAND_OFFS);
  /** `<message id> <status>`. */
  readonly #reported = new Recent<true>(REMEMBERED_HAND_OFFS);
  readonly #inboundIds = new Recent<true>(REMEMBERED_INBOUND_IDS);
  /** `<organisation> <pseudonym>`: one entry a person ever written to, some 100 bytes each. */
  readonly #contacts = new Set<string>();

  noteStarted(refs: ReleaseRef[]): void {
    for (const ref of refs) this.#byKey.add(keyOf(ref), ref);
  }

  /** The provider has, or may have, brought a message to this person. */
  noteContact(organisationId: string, recipient: string): void {
    this.#contacts.add(`${organisationId} ${recipient}`);
  }

  noteReported(reports: DeliveryReport[]): void {
    for (const report of reports) this.#reported.add(`${report.messageId} ${report.status}`, true);
  }

  noteInbound(inboundId: string): void {
    this.#inboundIds.add(inboundId, true);
  }

  /** The hand-off that the provider calls by our reference. */
  find(clientRef: string): ReleaseRef | undefined {
    return this.#byKey.get(clientRef);
  }

  wasContacted(organisationId: string, recipient: string): boolean {
    return this.#contacts.has(`${organisationId} ${recipient}`);
  }

  wasReported(messageId: string, status: string): boolean {
    return this.#reported.has(`${messageId} ${status}`);
  }

  hasInbound(inboundId: string): boolean {
    return this.#inboundIds.has(inboundId);
  }
}
