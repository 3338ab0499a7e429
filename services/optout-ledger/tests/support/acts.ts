import {
  type Control,
  OptedOut,
  ServiceTextOmitted,
  ServiceTextOrdered,
} from '@hustings/contracts/optout';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { vi } from 'vitest';
import { LedgerWorld } from './ledger-world.ts';

export const ORGANISATION = 'org-a';
export const SENDER = 'snd-a';
/** The ledger reads its own acts back within milliseconds; machines under load take longer. */
export const WAIT = { timeout: 5_000 };

/** What recipients and providers do in the tests, and what the log shows of it. */
export class Acts {
  readonly world: LedgerWorld;
  #inbound = 0;

  private constructor(world: LedgerWorld) {
    this.world = world;
  }

  static async begin(): Promise<Acts> {
    return new Acts(await LedgerWorld.create());
  }

  /** A number that no other event of the file has. */
  next(): number {
    this.#inbound += 1;
    return this.#inbound;
  }

  /** A reply now, sealed as the dispatcher does it. */
  async reply(address: string, text: string, inboundId = `act-${this.next()}`) {
    const contentSeq = await this.world.seal({ inboundId, address, text }, ORGANISATION);
    return this.world.client().handleReply({
      inboundId,
      address,
      senderId: SENDER,
      organisationId: ORGANISATION,
      text,
      locale: '',
      contentSeq,
    });
  }

  /** A control of the provider, a second after the one before unless a time is given. */
  control(address: string, fields: { control: Control; resumed?: boolean; atUs?: bigint }) {
    const number = this.next();
    return this.world.acts().handleControl({
      inboundId: `ctl-${number}`,
      control: fields.control,
      resumed: fields.resumed ?? false,
      address,
      senderId: SENDER,
      organisationId: ORGANISATION,
      receivedAt: timestampFromUs(fields.atUs ?? BigInt(number) * 1_000_000n),
    });
  }

  async suppressionsOf(address: string, organisationId = ORGANISATION) {
    const { suppressions } = await this.world.client().getSuppression({ address, organisationId });
    return suppressions;
  }

  consentOf(address: string) {
    return this.world.acts().getConsent({ address, organisationId: ORGANISATION });
  }

  pseudonym(address: string): string {
    return this.world.vault.organisationPseudonym(ORGANISATION, address);
  }

  async textsTo(address: string): Promise<ServiceTextOrdered[]> {
    const ordered = await this.world.events(
      '0',
      'optout.ServiceTextOrdered.v1',
      ServiceTextOrdered,
    );
    return ordered.filter(({ recipient }) => recipient === this.pseudonym(address));
  }

  async omittedFor(address: string): Promise<string[]> {
    const omitted = await this.world.events(
      '0',
      'optout.ServiceTextOmitted.v1',
      ServiceTextOmitted,
    );
    const own = omitted.filter(({ recipient }) => recipient === this.pseudonym(address));
    return own.map(({ reason }) => reason);
  }

  async optOutsOf(address: string): Promise<OptedOut[]> {
    const all = await this.world.events('0', 'optout.OptedOut.v1', OptedOut);
    return all.filter(({ recipient }) => recipient === this.pseudonym(address));
  }

  /** The review that waits for a person, as soon as the ledger lists it. */
  reviewOf(address: string) {
    return vi.waitFor(async () => {
      const staff = this.world.acts(this.world.operatorToken);
      const { reviews } = await staff.listReviews({ pageSize: 100 });
      const found = reviews.find(({ recipient }) => recipient === this.pseudonym(address));
      if (!found) throw new Error('not listed yet');
      return found;
    }, WAIT);
  }
}
