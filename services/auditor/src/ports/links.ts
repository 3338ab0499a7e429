/** Names one organisation's recipient. */
export interface RecipientName {
  partition: string;
  organisationId: string;
  /** Pseudonym in the organisation's key domain. */
  recipient: string;
}

/** Joins an organisation's recipients with the list of opt-outs from all political senders. */
export interface Links {
  /** Pseudonym in the domain of all political senders; null when the link was erased or cannot be opened. */
  find(name: RecipientName): Promise<string | null>;
}
