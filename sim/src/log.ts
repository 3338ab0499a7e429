import type { CaseEvent, CaseState } from '@hustings/enforcement/simulation';

/** One commit of a case as the log holds it. */
export interface Entry {
  /** Position in the log, from 1 on. */
  seq: number;
  commitId: string;
  caseId: string;
  /** Commits of the case before this one. */
  expected: number;
  events: readonly CaseEvent[];
  /** Credential, or "system". */
  actor: string;
  /** The actor's clock. */
  atUs: number;
  before: CaseState;
  after: CaseState;
}

/** How the log answers an append. */
export type Appended = 'ADDED' | 'KNOWN' | 'CONFLICT';

/** The log's rule: a commit enters when nothing of its case was added since it was decided, and only once. */
export class SimulatedLog {
  readonly entries: Entry[] = [];
  readonly #states = new Map<string, { state: CaseState; version: number }>();
  readonly #commits = new Set<string>();
  readonly #evolve: (state: CaseState, event: CaseEvent) => CaseState;

  constructor(evolve: (state: CaseState, event: CaseEvent) => CaseState) {
    this.#evolve = evolve;
  }

  load(caseId: string): { state: CaseState; version: number } {
    return this.#states.get(caseId) ?? { state: { status: 'NONE' }, version: 0 };
  }

  append(commit: Omit<Entry, 'seq' | 'before' | 'after'>): Appended {
    if (this.#commits.has(commit.commitId)) return 'KNOWN';
    const { state, version } = this.load(commit.caseId);
    if (version !== commit.expected) return 'CONFLICT';
    const after = commit.events.reduce(this.#evolve, state);
    this.#commits.add(commit.commitId);
    this.#states.set(commit.caseId, { state: after, version: version + 1 });
    this.entries.push({ ...commit, seq: this.entries.length + 1, before: state, after });
    return 'ADDED';
  }

  /** The cases there are. */
  *cases(): Iterable<CaseState> {
    for (const { state } of this.#states.values()) yield state;
  }
}
