import type { ConfirmedAs } from './events.ts';

/** One notice to one contact. */
export interface PaceNotice {
  noticeId: string;
  contact: string;
  text: string;
  issuedAtUs: number;
}

/** A slow start, running or ended. */
export interface SlowStart {
  slowStartId: string;
  ruleId: string;
  summary: string;
  /** With what to do: quoted in notices; both '' in entries of before they were recorded. */
  explanation: string;
  howToFix: string;
  startsAtUs: number;
  /** Without a confirmation. */
  endsAtUs: number;
  factsSinceUs: number;
  restsUs: number;
  notices: readonly PaceNotice[];
  /** Null until it was confirmed. */
  confirmed: { by: string; as: ConfirmedAs; atUs: number } | null;
}

/** The latest slow start of a sender, and until when none begins. Plain JSON: the state is the snapshot. */
export interface PaceState {
  senderId: string;
  organisationId: string;
  count: number;
  slow: SlowStart | null;
  /** By a confirmation; 0 = there was none. */
  freeUntilUs: number;
}

/** The id of a sender's n-th slow start, n from 1 on. */
export function slowStartIdOf(senderId: string, ordinal: number): string {
  return `slw-${senderId}-${ordinal}`;
}

/** The slow start that runs at an instant. */
export function runningAt({ slow }: PaceState, nowUs: number): SlowStart | null {
  return slow && !slow.confirmed && nowUs < slow.endsAtUs ? slow : null;
}

/** Until when no slow start begins; 0 = one may begin now or one runs. */
export function restsUntilUs({ slow, freeUntilUs }: PaceState): number {
  return slow && !slow.confirmed
    ? Math.max(freeUntilUs, slow.endsAtUs + slow.restsUs)
    : freeUntilUs;
}
