/** What a hold freezes: all of an organisation, or one of its senders. */
export interface HeldSubject {
  kind: 'ORGANISATION' | 'SENDER';
  id: string;
}

/** Who said that an account was taken over. */
export type PlacedAs = 'OWNER' | 'SYSTEM' | 'MODERATOR';

interface OfHold {
  holdId: string;
}

interface AboutHeld extends OfHold {
  subject: HeldSubject;
  organisationId: string;
}

/** Everything of the subject is frozen. Nobody is punished by it. */
export interface CompromiseHoldPlaced extends AboutHeld {
  type: 'CompromiseHoldPlaced';
  noticeId: string;
  reasons: string;
  placedAs: PlacedAs;
  decidedBy: string;
  startsAtUs: number;
  suspectedSinceUs: number;
  suspectCredentialIds: readonly string[];
  reviewByUs: number;
}

/** One verified contact was told. */
export interface HoldNoticeSent extends OfHold {
  type: 'HoldNoticeSent';
  noticeId: string;
  /** Credential whose holder is told. */
  contact: string;
  text: string;
  atUs: number;
}

export interface HoldReviewed extends OfHold {
  type: 'HoldReviewed';
  reviewer: string;
  kept: boolean;
  reasons: string;
  atUs: number;
}

export interface OwnerReverified extends OfHold {
  type: 'OwnerReverified';
  proof: string;
  trustedCredentialId: string;
  verifiedBy: string;
  atUs: number;
}

export interface RecipientsTold extends OfHold {
  type: 'RecipientsTold';
  how: string;
  people: number;
  toldBy: string;
  atUs: number;
}

export interface CompromiseHoldLifted extends AboutHeld {
  type: 'CompromiseHoldLifted';
  reason: string;
  atUs: number;
  /** There was a takeover. */
  confirmed: boolean;
  /** What was sent in this window counts against nobody; 0 and 0 when nothing is marked. */
  markedFromUs: number;
  markedUntilUs: number;
  liftedBy: string;
}

export type HoldEvent =
  | CompromiseHoldPlaced
  | HoldNoticeSent
  | HoldReviewed
  | OwnerReverified
  | RecipientsTold
  | CompromiseHoldLifted;
