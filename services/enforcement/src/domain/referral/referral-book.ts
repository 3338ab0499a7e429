import { present } from '@hustings/kernel';
import type { ReferralEvent } from './events.ts';
import { evolveReferral, type Referral, type ReferralState } from './state.ts';

/** All referrals of a partition, folded from the log with the decider's own `evolve`. */
export class ReferralBook {
  readonly #all = new Map<string, Referral>();

  /** Takes in the events of one commit. Throws, and changes nothing, when they do not follow from what was. */
  apply(referralId: string, events: readonly ReferralEvent[]): void {
    const before: ReferralState = { referral: this.#all.get(referralId) ?? null };
    const { referral } = events.reduce(evolveReferral, before);
    this.#all.set(referralId, present(referral, 'a commit about a referral leaves one'));
  }

  byId(referralId: string): Referral | undefined {
    return this.#all.get(referralId);
  }

  of(organisationId: string): Referral[] {
    return [...this.#all.values()].filter((each) => each.organisationId === organisationId);
  }
}
