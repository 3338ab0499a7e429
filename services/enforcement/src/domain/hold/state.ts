import type { HeldSubject, PlacedAs } from './events.ts';

/** One notice to one contact. */
export interface HoldNotice {
  noticeId: string;
  contact: string;
  text: string;
  issuedAtUs: number;
}

/** One hold, live or lifted. */
export interface Hold {
  holdId: string;
  subject: HeldSubject;
  organisationId: string;
  /** KEPT: reviewed. REVERIFIED: the owner proved again who they are. */
  status: 'HELD' | 'KEPT' | 'REVERIFIED' | 'LIFTED';
  placedAs: PlacedAs;
  placedBy: string;
  reasons: string;
  placedAtUs: number;
  suspectedSinceUs: number;
  reviewByUs: number;
  suspectCredentialIds: readonly string[];
  notices: readonly HoldNotice[];
  /** '' until it was reviewed. */
  reviewer: string;
  /** '' until the owner was verified anew. */
  verifiedBy: string;
  /** '' until it was lifted. */
  liftedBy: string;
  confirmed: boolean;
  recipientsTold: boolean;
  markedFromUs: number;
  markedUntilUs: number;
}

/** The holds of one subject: the latest, and how many there were. Plain JSON: the state is the snapshot. */
export interface HoldState {
  count: number;
  hold: Hold | null;
}

/** The id of a subject's n-th hold, n from 1 on. */
export function holdIdOf(subjectId: string, ordinal: number): string {
  return `hld-${subjectId}-${ordinal}`;
}

/** The subject that a hold's id names, or null when the text is no such id. */
export function subjectOfHold(holdId: string): string | null {
  return /^hld-([A-Za-z0-9_-]+)-\d{1,9}$/.exec(holdId)?.[1] ?? null;
}

/** When a hold that nobody looked at ends by itself; null when it does not: the owner asked for it, or it was reviewed. */
export function holdLapsesAtUs(hold: Hold): number | null {
  return hold.status === 'HELD' && hold.placedAs !== 'OWNER' ? hold.reviewByUs : null;
}
