/** Who stands in the list, in the order of the question, and the sequence of that partition up to which the answer holds. */
export interface Checked {
  suppressed: boolean[];
  seq: number;
}

/** The opt-outs from all political senders, as far as they are carried into the store. */
export interface AllPoliticalList {
  /**
   * By pseudonym in the key domain of all political senders. Throws when the store holds less than this process has passed.
   */
  check(pseudonyms: string[]): Promise<Checked>;
  /** True while an answer up to this sequence is what this process would get again: it has passed nothing since. */
  holds(seq: number): boolean;
}
