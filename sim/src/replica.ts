import { CaseBook, deadlinesOf } from '@hustings/enforcement/simulation';
import { LADDER } from './cast.ts';
import type { Entry } from './log.ts';

/** Something that falls due by itself, as one replica sees it. */
export interface Due {
  caseId: string;
  order: ReturnType<typeof deadlinesOf>[number]['order'];
}

/**
 * One process of the machine: a view of the log that lags, gets messages doubled and out of order, dies and comes back with nothing,
 * and a clock of its own.
 */
export class Replica {
  book = new CaseBook();
  /** Its clock less the true one. */
  offsetUs = 0;
  #position = 0;
  readonly #early = new Map<number, Entry>();

  /** Takes a message in whatever order it comes, as often as it comes. */
  receive(entry: Entry): void {
    if (entry.seq <= this.#position) return;
    this.#early.set(entry.seq, entry);
    for (let next = this.#early.get(this.#position + 1); next; ) {
      this.#early.delete(next.seq);
      this.book.apply(next.events, { seq: next.seq, atUs: next.atUs, actor: next.actor });
      this.#position = next.seq;
      next = this.#early.get(this.#position + 1);
    }
  }

  /** Everything that it held is gone. */
  crash(): void {
    this.book = new CaseBook();
    this.#position = 0;
    this.#early.clear();
  }

  /** What it takes to be due, by its view and its clock. */
  due(nowUs: number): Due[] {
    return [...this.book.all()].flatMap(({ state }) =>
      deadlinesOf(state, LADDER)
        .filter(({ atUs }) => atUs <= nowUs)
        .map(({ order }) => ({ caseId: state.file.caseId, order })),
    );
  }
}
