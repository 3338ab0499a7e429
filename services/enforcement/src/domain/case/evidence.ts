/** At least one. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** What a case is about: one sender. Wider scopes are named by people, never by the machine. */
export interface Subject {
  kind: 'SENDER';
  id: string;
}

/** One feature as it was measured when a rule was breached. */
export interface MeasuredSignal {
  /** Name in the policy document. */
  name: string;
  value: number;
  /** What the rule compares it with; null when it is not a plain comparison. */
  threshold: number | null;
}

/** A breach of one rule, measured over facts of the log that no earlier step rested on. */
export interface Finding {
  subject: Subject;
  organisationId: string;
  ruleId: string;
  /** Clause of the terms, with its version. */
  clause: string;
  summary: string;
  explanation: string;
  howToFix: string;
  measured: readonly MeasuredSignal[];
  /** Time of the earliest fact that was counted, microseconds since the Unix epoch. */
  beganAtUs: number;
  /** Time of the fact that completed the breach, microseconds since the Unix epoch. */
  foundAtUs: number;
  /** Sequences of the facts in the log of the organisation's partition; the first hundred. */
  logSeqs: readonly number[];
}

/**
 * Evidence of class A: events of this log. It alone suffices for a warning and for a restriction; weaker classes need a
 * person, and the machine never handles them.
 */
export interface Evidence {
  evidenceId: string;
  summary: string;
  logSeqs: NonEmpty<number>;
  measured: NonEmpty<MeasuredSignal>;
  submittedBy: string;
  takenAtUs: number;
}

/** True when there is at least one. */
export function isNonEmpty<T>(items: readonly T[]): items is NonEmpty<T> {
  return items.length > 0;
}
