/** The opt-outs from all political senders, as far as they are carried into the store. */
export interface AllPoliticalList {
  /**
   * Who of these stands in the list, by pseudonym in the key domain of all political senders, and the sequence of that
   * partition up to which the answer holds. Throws when the store holds less than this process has passed.
   */
  check(pseudonyms: string[]): Promise<{ suppressed: boolean[]; seq: number }>;
}
