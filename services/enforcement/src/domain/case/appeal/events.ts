import type { Subject } from '../evidence.ts';

interface InCase {
  caseId: string;
}

interface OfAppeal extends InCase {
  appealId: string;
}

export interface AppealFiled extends OfAppeal {
  type: 'AppealFiled';
  /** A sanction's id, or a warning's notice id. */
  measureId: string;
  organisationId: string;
  filedBy: string;
  grounds: string;
  filedAtUs: number;
  /** Missed: the appeal succeeds. */
  decideByUs: number;
  /** What is new, for an appeal after its window; '' for one in time. */
  newEvidence: string;
  /** By when the request for a stay is to be decided; 0 = none was asked. */
  stayDecideByUs: number;
  /** "seat:<id>", "campaign:<id>" or "tool:<id>"; '' for the organisation itself. */
  onBehalfOf: string;
  /** The shorter clocks of an official campaign held. */
  inCampaign: boolean;
}

export interface AppealWithdrawn extends OfAppeal {
  type: 'AppealWithdrawn';
  withdrawnBy: string;
  atUs: number;
}

interface Reviewed extends OfAppeal {
  reviewer: string;
  reasons: string;
  atUs: number;
}

/** The appeal succeeded: the measure is reversed. */
export interface AppealUpheld extends Reviewed {
  type: 'AppealUpheld';
}

/** The measure stands. */
export interface AppealDismissed extends Reviewed {
  type: 'AppealDismissed';
  /** No reasonable person could have expected it to succeed. Absent = not found. */
  manifestlyUnfounded?: true;
}

/** The measure ends earlier. */
export interface AppealModified extends Reviewed {
  type: 'AppealModified';
  sanctionId: string;
  endsAtUs: number;
}

/** The measure ends, and other people may decide on the same facts anew. */
export interface AppealSentBack extends Reviewed {
  type: 'AppealSentBack';
}

/** Nobody decided in time: the appeal succeeds. */
export interface AppealDefaulted extends OfAppeal {
  type: 'AppealDefaulted';
  decideByUs: number;
  atUs: number;
}

interface AboutSanction extends InCase {
  sanctionId: string;
  subject: Subject;
  organisationId: string;
}

/** While it runs the sanction has no effect. */
export interface StayGranted extends AboutSanction {
  type: 'StayGranted';
  appealId: string;
  startsAtUs: number;
  /** 0 = until it is ended. */
  endsAtUs: number;
  grantedBy: string;
  reasons: string;
}

export interface StayRefused extends OfAppeal {
  type: 'StayRefused';
  sanctionId: string;
  refusedBy: string;
  reasons: string;
  atUs: number;
}

/** From now on the sanction has its effect again. */
export interface StayEnded extends AboutSanction {
  type: 'StayEnded';
  why: 'WITHDRAWN' | 'DISMISSED' | 'EXPIRED';
  atUs: number;
}

/** Where a reversed measure had been copied to, so that nobody acts on a copy. */
export interface CopiesMarked extends InCase {
  type: 'CopiesMarked';
  measureId: string;
  copies: readonly string[];
  atUs: number;
}

/** The facts of a measure lie in a window of compromise: nothing of it counts. */
export interface MeasureAnnulled extends InCase {
  type: 'MeasureAnnulled';
  measureId: string;
  holdId: string;
  decidedBy: string;
  atUs: number;
}

/** How an appeal ends. */
export type AppealEnding =
  | AppealUpheld
  | AppealDismissed
  | AppealModified
  | AppealSentBack
  | AppealDefaulted
  | AppealWithdrawn;

export type AppealEvent =
  | AppealFiled
  | AppealEnding
  | StayGranted
  | StayRefused
  | StayEnded
  | CopiesMarked
  | MeasureAnnulled;
