import type { Fact } from '@hustings/policy';

/** Recipients that one step looks up, and messages for them that it tries: a group has room for 1,024 items. */
const RECIPIENTS_AT_ONCE = 64;
export const ANSWERED_AT_ONCE = 128;
/** Recipients that are remembered; beyond it the messages are tried when they come to the front. */
const REMEMBERED_MAX = 1_024;

/**
 * Recipients who have replied just now. A reply may end what a message to them waits for, at once and wherever it stands: the count
 * of unanswered messages, a limit of different people, a cap. Nothing else tells its lane, which may have been told to wait for
 * days.
 */
export class Answered {
  #fresh = new Set<string>();
  /** Whose messages stand behind a rate that is used up: they are tried again when the lanes are. */
  #held = new Set<string>();
  #taken: string[] = [];

  /** Whether somebody has replied since the last step. */
  get due(): boolean {
    return this.#fresh.size > 0;
  }

  noteFacts(facts: readonly Fact[]): void {
    for (const fact of facts) if (fact.type === 'Replied') remember(this.#fresh, fact.recipient);
  }

  /** The recipients to look up, those who were held back only with `all`. */
  take(all: boolean): string[] {
    const held = all ? [...this.#held] : [];
    this.#taken = [...this.#fresh, ...held].slice(0, RECIPIENTS_AT_ONCE);
    for (const recipient of this.#taken) {
      this.#fresh.delete(recipient);
      this.#held.delete(recipient);
    }
    return this.#taken;
  }

  /** There was no room for those behind this one: they are next. Who has more than there is ever room for has had their turn. */
  putBackAfter(recipient: string | undefined): void {
    const shown = recipient === undefined ? 0 : this.#taken.indexOf(recipient) + 1;
    for (const left of this.#taken.splice(shown)) remember(this.#fresh, left);
  }

  /** Something of a recipient could not be tried yet. */
  hold(recipient: string): void {
    remember(this.#held, recipient);
  }

  /** The last step came to nothing: it is taken again. */
  giveBack(): void {
    for (const recipient of this.#taken) remember(this.#fresh, recipient);
    this.#taken = [];
  }

  /** The last step was decided. */
  settle(): void {
    this.#taken = [];
  }
}

function remember(recipients: Set<string>, recipient: string): void {
  if (recipients.size < REMEMBERED_MAX) recipients.add(recipient);
}
