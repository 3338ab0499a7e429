import { present } from '@hustings/kernel';
import type { LegalHoldEvent } from './events.ts';
import { evolveLegalHold, type LegalHold } from './state.ts';

/** All legal holds of a partition, folded from the log with the decider's own `evolve`. */
export class LegalHoldBook {
  readonly #all = new Map<string, LegalHold>();

  /** Takes in the events of one commit. Throws, and changes nothing, when they do not follow from what was. */
  apply(holdId: string, events: readonly LegalHoldEvent[]): void {
    const before = { hold: this.#all.get(holdId) ?? null };
    const { hold } = events.reduce(evolveLegalHold, before);
    this.#all.set(holdId, present(hold, 'a commit about a legal hold leaves one'));
  }

  byId(holdId: string): LegalHold | undefined {
    return this.#all.get(holdId);
  }

  all(): LegalHold[] {
    return [...this.#all.values()];
  }

  /** True while something of the organisation is held: everything, or that case ('' = only what covers everything). */
  covers(organisationId: string, caseId: string): boolean {
    return this.all().some(
      (hold) =>
        hold.organisationId === organisationId &&
        hold.status !== 'LIFTED' &&
        (hold.caseId === '' || hold.caseId === caseId),
    );
  }
}
