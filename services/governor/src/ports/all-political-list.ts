/** The opt-outs from all political senders, as far as the governor has applied their partition. */
export interface AllPoliticalList {
  /**
   * Who of these stands in the list, by pseudonym in the key domain of all political senders, and the sequence of that
   * partition up to which the answer holds. Throws when the store holds less than was put into it.
   */
  check(pseudonyms: string[]): Promise<{ suppressed: boolean[]; seq: number }>;
  /** Puts someone in or takes someone out, at a sequence of the partition. Repeating an older sequence does nothing. */
  apply(change: { pseudonym: string; suppressed: boolean; seq: number }): Promise<void>;
  /** Marks a sequence as passed, whatever it held. */
  pass(seq: number): Promise<void>;
  /** Empties the list and starts it under a new epoch. */
  beginRebuild(epoch: string): Promise<void>;
}
