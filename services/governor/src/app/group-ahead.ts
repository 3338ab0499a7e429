import type { AllPoliticalList, Checked } from '../ports/all-political-list.ts';
import type { WaitingCall } from './group.ts';
import { groupSize } from './take-group.ts';

/**
 * What has to be known of the next group before it is decided and does not depend on the one before: which of its recipients want
 * nothing from anybody. It is asked while the one before is written to the log, so that the gate waits for Redis and the log at once
 * and not for one after the other.
 */
export class GroupAhead {
  readonly #list: AllPoliticalList;
  /** Whose recipients were asked about, from the front of those who waited then. */
  #calls: WaitingCall[] = [];
  #checked: Promise<Checked | null> = Promise.resolve(null);
  /** The group that consists of them, once it was taken. */
  #taken: WaitingCall[] | null = null;

  constructor(list: AllPoliticalList) {
    this.#list = list;
  }

  /**
   * Asks about the next group if more wait than one takes. A smaller one grows until it is its turn, and small groups cost more each. A
   * failure is none: it is asked again when it is needed, and fails there.
   */
  ask(waiting: readonly WaitingCall[]): void {
    const size = groupSize(waiting);
    const calls = waiting.length > size ? waiting.slice(0, size) : [];
    this.#calls = calls;
    this.#taken = null;
    if (calls.length === 0) return;
    const persons = calls.map(({ message }) => message.allPoliticalPseudonym);
    this.#checked = this.#list.check(persons).catch(() => null);
  }

  /** Takes the next group from those who wait: the one that was asked about, if it still stands in front. */
  take(waiting: WaitingCall[]): WaitingCall[] {
    const asked = this.#calls.length;
    // Calls come at the end only. Whoever was put back stands before them, and whoever was sent away is gone.
    const isFront = asked > 0 && waiting[asked - 1] === this.#calls[asked - 1];
    if (!isFront) return waiting.splice(0, groupSize(waiting));
    this.#taken = waiting.splice(0, asked);
    return this.#taken;
  }

  /** What was learned about the people of this group; null where nothing was, or something may have changed since. */
  async checked(group: readonly WaitingCall[]): Promise<Checked | null> {
    if (group !== this.#taken) return null;
    const checked = await this.#checked;
    return checked !== null && this.#list.holds(checked.seq) ? checked : null;
  }
}
