import type { ServiceTextStarted } from '@hustings/contracts/dispatch';
import {
  type OptedOut,
  Recognition,
  type ReplyTaken,
  ServiceTextKind,
  type ServiceTextOrdered,
} from '@hustings/contracts/optout';
import type { Findings } from './findings.ts';

/**
 * SHA-256, hex, of the text that an order must have come to, from public facts alone; null for a text with a secret, or of
 * templates that this version does not have.
 */
export type DigestOfText = (
  order: ServiceTextOrdered,
  about: { organisation: string; hosts: readonly string[]; senderAddress: string },
) => string | null;

/** At most one automatic reply to a person for an organisation in 24 h, as the data of the texts say. */
const REPLY_WINDOW_US = 86_400_000_000;

const REPLIES: readonly ServiceTextKind[] = [
  ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION,
  ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION_ALL,
  ServiceTextKind.SERVICE_TEXT_KIND_HELP,
];

/**
 * The texts that reach people who have opted out, because no gate decides on them: each was ordered before, for a cause that
 * stands in the log, in time, once, and in the very words of the data.
 */
export class ServiceTextCheck {
  readonly #findings: Findings;
  readonly #digestOf: DigestOfText;
  readonly #orders = new Map<string, ServiceTextOrdered>();
  readonly #started = new Set<string>();
  /** Inbound ids, each with its recipient, that asked to stop. */
  readonly #stops = new Set<string>();
  readonly #helps = new Set<string>();
  /** When a person was last answered, by organisation and recipient. */
  readonly #answeredUs = new Map<string, bigint>();
  readonly #organisations = new Map<string, { organisation: string; hosts: readonly string[] }>();
  readonly #senders = new Map<string, string>();

  constructor(findings: Findings, digestOf: DigestOfText) {
    this.#findings = findings;
    this.#digestOf = digestOf;
  }

  takeOrganisation(organisationId: string, organisation: string, hosts: readonly string[]): void {
    this.#organisations.set(organisationId, { organisation, hosts });
  }

  takeSender(senderId: string, address: string): void {
    this.#senders.set(senderId, address);
  }

  takeOptOut({ recipient, inboundId }: OptedOut): void {
    if (inboundId !== '') this.#stops.add(`${recipient} ${inboundId}`);
  }

  takeReply({ recipient, inboundId, recognition }: ReplyTaken): void {
    if (recognition === Recognition.RECOGNITION_HELP) this.#helps.add(`${recipient} ${inboundId}`);
  }

  takeOrder(order: ServiceTextOrdered): void {
    this.#orders.set(order.textId, order);
  }

  takeStarted(seq: number, started: ServiceTextStarted): void {
    for (const fault of this.#faultsOf(started)) {
      this.#findings.add('OPT_OUT', seq, `service text ${started.textId} ${fault}`);
    }
    this.#started.add(started.textId);
  }

  #faultsOf(started: ServiceTextStarted): string[] {
    const order = this.#orders.get(started.textId);
    if (order === undefined) return ['was never ordered'];
    const faults: string[] = [];
    if (this.#started.has(started.textId)) faults.push('was sent twice');
    if (order.recipient !== started.recipient || order.kind !== (started.kind as ServiceTextKind)) {
      faults.push('is not the one that was ordered');
    }
    if (started.startedAtUs > order.expiresAtUs) faults.push('was sent too late');
    if (!this.#hasCause(order)) faults.push('answers nothing that stands in the log');
    if (this.#isWordedOtherwise(order, started)) faults.push('does not have the words of the data');
    if (REPLIES.includes(order.kind) && this.#noteAnswer(order, started.startedAtUs)) {
      faults.push('is a second automatic reply within 24 h');
    }
    return faults;
  }

  #hasCause({ kind, recipient, cause }: ServiceTextOrdered): boolean {
    const key = `${recipient} ${cause}`;
    if (kind === ServiceTextKind.SERVICE_TEXT_KIND_HELP) return this.#helps.has(key);
    return REPLIES.includes(kind) ? this.#stops.has(key) : true;
  }

  #isWordedOtherwise(order: ServiceTextOrdered, { textSha256 }: ServiceTextStarted): boolean {
    const about = this.#organisations.get(order.organisationId);
    const senderAddress = this.#senders.get(order.senderId);
    if (about === undefined || senderAddress === undefined) return true;
    const expected = this.#digestOf(order, { ...about, senderAddress });
    if (expected === null) return false;
    return expected !== [...textSha256].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /** True when the person had an answer within the window. */
  #noteAnswer({ organisationId, recipient }: ServiceTextOrdered, atUs: bigint): boolean {
    const key = `${organisationId} ${recipient}`;
    const before = this.#answeredUs.get(key);
    this.#answeredUs.set(key, atUs);
    return before !== undefined && atUs - before < BigInt(REPLY_WINDOW_US);
  }
}
