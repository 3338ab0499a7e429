import { present } from '@hustings/kernel';
import type { SenderFact } from '../signals/fact.ts';
import type { HoldEvent } from './events.ts';
import { evolveHold } from './evolve.ts';
import type { Hold, HoldState } from './state.ts';

/** All holds of a partition, folded from the log with the decider's own `evolve`. */
export class HoldBook {
  readonly #latest = new Map<string, HoldState>();
  readonly #all = new Map<string, Hold>();
  /** By subject and id. */
  readonly #ofSubject = new Map<string, Map<string, Hold>>();

  /** Takes in the events of one commit. Throws, and changes nothing, when they do not follow from what was. */
  apply(subjectId: string, events: readonly HoldEvent[]): Hold {
    const before = this.stateOf(subjectId);
    const after = events.reduce(evolveHold, before);
    const hold = present(after.hold, 'a commit about a hold leaves one');
    this.#latest.set(subjectId, after);
    this.#all.set(hold.holdId, hold);
    const ofSubject = this.#ofSubject.get(subjectId) ?? new Map<string, Hold>();
    this.#ofSubject.set(subjectId, ofSubject.set(hold.holdId, hold));
    return hold;
  }

  /** The holds of one subject, as the decider needs them. */
  stateOf(subjectId: string): HoldState {
    return this.#latest.get(subjectId) ?? { count: 0, hold: null };
  }

  byId(holdId: string): Hold | undefined {
    return this.#all.get(holdId);
  }

  all(): Hold[] {
    return [...this.#all.values()];
  }

  /** Holds that freeze a sender now: its own and its organisation's. */
  liveOn(organisationId: string, senderId: string): Hold[] {
    return [organisationId, senderId].flatMap((id) => {
      const hold = this.#latest.get(id)?.hold;
      return hold && hold.status !== 'LIFTED' ? [hold] : [];
    });
  }

  /** True when what happened at that instant may have been an intruder's: it counts against nobody. */
  excuses({ organisationId, senderId, atUs }: SenderFact): boolean {
    return this.#covers(organisationId, atUs) || this.#covers(senderId, atUs);
  }

  /** By any of a subject's holds: a later one takes nothing from an earlier one. */
  #covers(subjectId: string, atUs: number): boolean {
    const holds = this.#ofSubject.get(subjectId);
    if (holds === undefined) return false;
    return [...holds.values()].some((hold) => covers(hold, atUs));
  }
}

function covers(hold: Hold, atUs: number): boolean {
  if (hold.status !== 'LIFTED') return atUs >= hold.suspectedSinceUs;
  return hold.confirmed && atUs >= hold.markedFromUs && atUs <= hold.markedUntilUs;
}
