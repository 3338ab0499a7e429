import type { AllPoliticalList, Checked } from '../ports/all-political-list.ts';
import type { QueuedInGroup } from './form-group.ts';
import type { GateParts } from './gate-parts.ts';
import type { AskedAhead, WaitingCall } from './group.ts';

/** Most recipients of one question: Redis answers nobody else meanwhile, and the script's stack has an end. */
const QUESTION_MAX = 256;

/**
 * Asks which recipients want nothing from anybody as soon as their messages come, while the gate works on those before them, so that
 * a group needs not wait for it. All that come in one turn of the event loop are one question.
 */
export class ListAhead {
  readonly #list: AllPoliticalList;
  #new: WaitingCall[] = [];

  constructor(list: AllPoliticalList) {
    this.#list = list;
  }

  /** These wait for the gate from now on. Whoever is taken before the turn is over is asked about with its group. */
  note(calls: readonly WaitingCall[]): void {
    if (this.#new.length === 0) setImmediate(() => this.#askNew());
    for (const call of calls) this.#new.push(call);
  }

  /**
   * What is known of the recipients of these calls, in their order; asks about those who were not asked about. Null where the list
   * could not answer, or something may have changed since: then they have to be asked about together.
   */
  async checked(calls: readonly WaitingCall[]): Promise<Checked | null> {
    this.#ask(calls.filter(({ asked }) => asked === undefined));
    const suppressed: boolean[] = [];
    let question: AskedAhead['checked'] | undefined;
    let answer: Checked | null = null;
    let seq: number | undefined;
    for (const { asked } of calls) {
      if (asked === undefined) return null;
      if (asked.checked !== question) {
        question = asked.checked;
        answer = await question;
        // Of two states of the list a decision could name only one.
        if (answer === null || answer.seq !== (seq ?? answer.seq)) return null;
        seq = answer.seq;
      }
      suppressed.push(answer?.suppressed[asked.place] ?? true);
    }
    return seq !== undefined && this.#list.holds(seq) ? { suppressed, seq } : null;
  }

  #askNew(): void {
    const calls = this.#new.filter(({ asked }) => asked === undefined);
    this.#new = [];
    this.#ask(calls);
  }

  #ask(calls: readonly WaitingCall[]): void {
    for (let from = 0; from < calls.length; from += QUESTION_MAX) {
      this.#askOne(calls.slice(from, from + QUESTION_MAX));
    }
  }

  /** A failure is none: whoever needs the answer asks again, and fails there. */
  #askOne(calls: readonly WaitingCall[]): void {
    const persons = calls.map(({ message }) => message.allPoliticalPseudonym);
    const checked = this.#list.check(persons).catch(() => null);
    for (const [place, call] of calls.entries()) call.asked = { checked, place };
  }
}

/** Which people of a group want nothing from anybody, and their pseudonyms in that list: of queued messages first, then of calls. */
export async function askList(
  parts: Pick<GateParts, 'allPolitical' | 'allPoliticalPseudonyms'> & { ahead: ListAhead },
  queued: QueuedInGroup,
  calls: WaitingCall[],
): Promise<{ persons: string[]; checked: Checked }> {
  const releases = [...queued.releases, ...queued.recalled];
  const persons = await parts.allPoliticalPseudonyms(releases, calls);
  const known = releases.length === 0 ? await parts.ahead.checked(calls) : null;
  return { persons, checked: known ?? (await parts.allPolitical.check(persons)) };
}
