/** What a step rests on. */
interface Step {
  organisationId: string;
  noticeId: string;
  reasons: string;
  by: string;
  /** Microseconds since the Unix epoch. */
  atUs: number;
}

interface OnRecord {
  /** Appeals that were found manifestly unfounded. */
  appealIds: readonly string[];
  /** Appeals that were decided in the same time, these among them. */
  decided: number;
}

/** The organisation often appeals manifestly without ground, and is told what may follow. */
export interface ComplainantWarned extends Step, OnRecord {
  type: 'ComplainantWarned';
}

/** Repeated appeals of the organisation are not heard for a time; the first one against a measure always is. */
export interface ComplaintsPaused extends Step, OnRecord {
  type: 'ComplaintsPaused';
  untilUs: number;
}

/** A pause ended before its time. */
export interface ComplaintsResumed extends Step {
  type: 'ComplaintsResumed';
}

/** The organisation fetched one of these notices. */
export interface ComplaintNoticeDelivered {
  type: 'ComplaintNoticeDelivered';
  organisationId: string;
  noticeId: string;
  fetchedBy: string;
  atUs: number;
}

export type ComplaintEvent =
  | ComplainantWarned
  | ComplaintsPaused
  | ComplaintsResumed
  | ComplaintNoticeDelivered;
