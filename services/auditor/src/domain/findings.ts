/** What a replay can find, besides numbers. */
export type FindingKind = 'BREAK' | 'OPT_OUT' | 'DUPLICATE' | 'LOST' | 'PROCESS';

export interface Finding {
  kind: FindingKind;
  /** Sequence of the commit that shows it. */
  seq: number;
  /** One sentence with ids and without personal data. */
  text: string;
}

/** Reports stay readable, and a log that is broken everywhere does not fill memory: the rest is only counted. */
export const FINDINGS_KEPT = 100;

/** Findings of one partition: the first hundred of each kind, and how many there are. */
export class Findings {
  readonly #kept: Finding[] = [];
  readonly #counts = new Map<FindingKind, number>();

  add(kind: FindingKind, seq: number, text: string): void {
    const count = this.count(kind) + 1;
    this.#counts.set(kind, count);
    if (count <= FINDINGS_KEPT) this.#kept.push({ kind, seq, text });
  }

  count(kind: FindingKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  kept(): readonly Finding[] {
    return this.#kept;
  }
}
