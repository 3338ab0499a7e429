/** How many opt-outs a requester may bring that nobody looks at. */
export interface ImportLimits {
  /** The window in which a requester's rows are counted. */
  windowSeconds: number;
  /** Rows within the window, by kind of caller; for all political senders there is a number of its own. */
  rowsUnseen: {
    organisation: number;
    staff: number;
    service: number;
    allPolitical: number;
  };
  source: string;
}

/** One rule of the retention schedule. */
export interface RetentionRuleData {
  id: string;
  /** What it is about, in words. */
  about: string;
  /** 0 = without end. */
  days: number;
  /** Whether this system removes what is due. */
  applied: boolean;
  source: string;
}

/** Limits of imports and the retention schedule, with a version and a source for each number. */
export interface PrivacyPolicy {
  version: string;
  imports: ImportLimits;
  retention: RetentionRuleData[];
}
