import { present } from '@hustings/kernel';
import { sayEvent } from './case-steps.ts';
import type { CaseEvent } from './events.ts';
import type { Subject } from './evidence.ts';
import { evolveCase } from './evolve.ts';
import { caseIdOf, caseIdOfPart, ordinalOf } from './ids.ts';
import type { CaseState, KnownCase } from './state.ts';

/** Where and by whom an event was recorded. */
export interface Recorded {
  seq: number;
  atUs: number;
  actor: string;
}

/** One line of a case's history. */
export interface CaseStep extends Recorded {
  name: CaseEvent['type'];
  text: string;
}

export interface CaseRecord {
  state: KnownCase;
  openedAtUs: number;
  steps: readonly CaseStep[];
}

/** All cases of a partition, folded from the log with the decider's own `evolve`. */
export class CaseBook {
  readonly #cases = new Map<string, CaseRecord>();
  readonly #latest = new Map<string, string>();

  /**
   * Takes in the events of one commit and returns the case as it stands after them. Throws, and changes nothing, when they
   * do not follow from what the case was.
   */
  apply(events: readonly CaseEvent[], recorded: Recorded): CaseRecord {
    const caseId = present(events[0], 'a commit has events').caseId;
    const before = this.#cases.get(caseId);
    const opening: CaseState = before?.state ?? { status: 'NONE' };
    const steps = events.map((event) => ({ ...recorded, name: event.type, text: sayEvent(event) }));
    const record: CaseRecord = {
      state: known(events.reduce(evolveCase, opening)),
      openedAtUs: before?.openedAtUs ?? recorded.atUs,
      steps: [...(before?.steps ?? []), ...steps],
    };
    this.#cases.set(caseId, record);
    if (!before) this.#latest.set(keyOf(record.state.file.subject), caseId);
    return record;
  }

  all(): Iterable<CaseRecord> {
    return this.#cases.values();
  }

  byId(caseId: string): CaseRecord | undefined {
    return this.#cases.get(caseId);
  }

  /** The case that a notice, sanction, appeal or piece of evidence belongs to. */
  byPart(partId: string): CaseRecord | undefined {
    const caseId = caseIdOfPart(partId);
    return caseId === null ? undefined : this.#cases.get(caseId);
  }

  /** A subject's open or latest case. */
  latestOf(subject: Subject): CaseRecord | undefined {
    const caseId = this.#latest.get(keyOf(subject));
    return caseId === undefined ? undefined : present(this.#cases.get(caseId), 'indexed case');
  }

  /** Where something new about the subject belongs, as far as this book knows. */
  nextReport(subject: Subject): { caseId: string; factsAfterUs: number } {
    const state = this.latestOf(subject)?.state;
    if (!state) return { caseId: caseIdOf(subject, 1), factsAfterUs: 0 };
    if (state.status !== 'CLOSED') return { caseId: state.file.caseId, factsAfterUs: 0 };
    return {
      caseId: caseIdOf(subject, ordinalOf(state.file.caseId) + 1),
      factsAfterUs: state.closedAtUs,
    };
  }

  /** All cases about a subject. */
  *casesOf(subject: Subject): Iterable<CaseRecord> {
    const key = keyOf(subject);
    for (const record of this.#cases.values()) {
      if (keyOf(record.state.file.subject) === key) yield record;
    }
  }
}

function keyOf({ kind, id }: Subject): string {
  return `${kind}:${id}`;
}

function known(state: CaseState): KnownCase {
  return present(state.status === 'NONE' ? null : state, 'no event leads back to no case');
}
