import type { Finding } from './case/evidence.ts';
import type { PaceEvent } from './pace/events.ts';
import { PaceBook } from './pace/pace-book.ts';

/** What the machine does besides the steps of the ladder: nobody is punished by it. */
export type Precaution = 'SLOW_START' | 'COMPROMISE_HOLD';

/** Slow starts, and what asks for one or for a hold and was not answered yet. A fold in the order of the log. */
export class Precautions {
  readonly paces = new PaceBook();
  readonly #asked: Readonly<Record<Precaution, Map<string, Finding>>> = {
    SLOW_START: new Map(),
    COMPROMISE_HOLD: new Map(),
  };

  /** What waits for an answer. */
  asked(precaution: Precaution): Finding[] {
    return [...this.#asked[precaution].values()];
  }

  get count(): number {
    return this.#asked.SLOW_START.size + this.#asked.COMPROMISE_HOLD.size;
  }

  /** True when a sender may be slowed down, or frozen, at that instant, and nothing asks for it yet. */
  mayAsk(precaution: Precaution, senderId: string, nowUs: number): boolean {
    if (this.#asked[precaution].has(senderId)) return false;
    return precaution === 'SLOW_START'
      ? this.paces.mayBegin(senderId, nowUs)
      : this.paces.slowHours(senderId, nowUs) > 0;
  }

  ask(precaution: Precaution, finding: Finding): void {
    this.#asked[precaution].set(finding.subject.id, finding);
  }

  /** Takes in a commit about a sender's pace: what was asked before it is answered. */
  applyPace(senderId: string, events: readonly PaceEvent[]): void {
    this.paces.apply(senderId, events);
    this.forget(senderId);
  }

  /** A hold, or another policy, answers all that was asked. */
  forget(senderId: string): void {
    for (const asked of Object.values(this.#asked)) asked.delete(senderId);
  }

  forgetAll(): void {
    for (const asked of Object.values(this.#asked)) asked.clear();
  }
}
