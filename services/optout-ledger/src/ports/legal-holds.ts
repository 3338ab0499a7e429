/** A legal hold that stands: what it covers must not be erased. */
export interface StandingLegalHold {
  /** "lgh-…". */
  holdId: string;
  organisationId: string;
  /** The one case that is covered; '' = everything of the organisation. */
  caseId: string;
  /** Contents that were stored from here on are covered, microseconds since the Unix epoch; 0 = all. */
  coversFromUs: bigint;
}

/** What may not be erased now. Other services say it; the ledger obeys. */
export interface LegalHolds {
  /** Those of the organisations of a partition, as the log says at the call. Throws when it cannot be read to its end. */
  standing(partition: string): Promise<StandingLegalHold[]>;
}
