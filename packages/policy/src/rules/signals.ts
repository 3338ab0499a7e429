/** What enforcement measures of one sender in the policy's moving window. Shares are 0 to 1, and 0 of nothing is 0. */
export interface Signals {
  /** Messages released. */
  sent: number;
  /** Different recipients written to. */
  recipients: number;
  /** Replies that are no opt-outs. */
  replies: number;
  /** Recipients who replied, of those written to. */
  replyShare: number;
  /** Recipients who have never replied to the organisation, of those written to. */
  neverRepliedShare: number;
  /** Messages of the largest near-duplicate family, of those released. */
  nearDuplicateShare: number;
  /** Messages with a link that leads elsewhere than it shows, of those released. */
  linkMismatchShare: number;
  /** Reports by recipients who had been written to. */
  reports: number;
  /** Blocks by recipients who had been written to. */
  blocks: number;
  /** Opt-outs by recipients who had been written to. */
  optOuts: number;
  /** Opt-outs, of the recipients written to. */
  optOutShare: number;
  /** Requests by tools without a grant for the sender. */
  ungrantedAttempts: number;
  /** Reports for each thousand messages. */
  reportsPerThousand: number;
}

export type SignalName = keyof Signals;

/** Every signal name, for the checks of rules. */
export const SIGNAL_NAMES = [
  'sent',
  'recipients',
  'replies',
  'replyShare',
  'neverRepliedShare',
  'nearDuplicateShare',
  'linkMismatchShare',
  'reports',
  'blocks',
  'optOuts',
  'optOutShare',
  'ungrantedAttempts',
  'reportsPerThousand',
] as const satisfies readonly SignalName[];
