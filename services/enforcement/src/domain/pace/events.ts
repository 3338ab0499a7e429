import type { MeasuredSignal } from '../case/evidence.ts';

interface OfSender {
  senderId: string;
  organisationId: string;
}

/** Something about a sender is new: it goes slowly until its owner confirms. No sanction, and nothing counts against anybody. */
export interface SlowStartBegan extends OfSender {
  type: 'SlowStartBegan';
  slowStartId: string;
  ruleId: string;
  summary: string;
  /** Of the rule, with what to do: both '' in entries of before they were recorded. */
  explanation: string;
  howToFix: string;
  startsAtUs: number;
  /** It ends then by itself. */
  endsAtUs: number;
  /** Earliest fact that it rests on. */
  factsSinceUs: number;
  logSeqs: readonly number[];
  measured: readonly MeasuredSignal[];
  /** So long after its end none begins. */
  restsUs: number;
}

/** One verified contact was told. */
export interface SlowStartNoticeSent {
  type: 'SlowStartNoticeSent';
  slowStartId: string;
  noticeId: string;
  /** Credential whose holder is told. */
  contact: string;
  text: string;
  atUs: number;
}

/** Who said that what is new is the organisation's own. */
export type ConfirmedAs = 'OWNER' | 'OPERATOR';

/** Ends the slow start that runs, if one does, and lets none begin for a while. */
export interface PaceConfirmed extends OfSender {
  type: 'PaceConfirmed';
  /** '' when none ran: it was announced ahead. */
  slowStartId: string;
  confirmedBy: string;
  confirmedAs: ConfirmedAs;
  reason: string;
  freeUntilUs: number;
  atUs: number;
}

export type PaceEvent = SlowStartBegan | SlowStartNoticeSent | PaceConfirmed;
