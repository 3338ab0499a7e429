interface OfLegalHold {
  holdId: string;
  organisationId: string;
  /** Microseconds since the Unix epoch. */
  atUs: number;
}

/** Nothing of what is covered may be erased. It changes no standing. */
export interface LegalHoldPlaced extends OfLegalHold {
  type: 'LegalHoldPlaced';
  /** The one case that is covered; '' = everything of the organisation. */
  caseId: string;
  /** What asks for it, for example a court's order with its number. */
  authority: string;
  reasons: string;
  /** Sealed contents that were stored from here on are covered, microseconds since the Unix epoch. */
  coversFromUs: number;
  placedBy: string;
}

/** One person wants it lifted; it stands until another agrees. */
export interface LegalHoldLiftAsked extends OfLegalHold {
  type: 'LegalHoldLiftAsked';
  reason: string;
  askedBy: string;
}

export interface LegalHoldLifted extends OfLegalHold {
  type: 'LegalHoldLifted';
  reason: string;
  liftedBy: string;
}

export type LegalHoldEvent = LegalHoldPlaced | LegalHoldLiftAsked | LegalHoldLifted;
