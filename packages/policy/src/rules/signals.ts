/**
 * What enforcement measures of one sender. Counts and shares are of the policy's moving window unless they say otherwise;
 * shares are 0 to 1, and 0 of nothing is 0.
 */
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
  /** Reports by recipients who had been written to, each as it came. */
  reports: number;
  /** Different recipients who reported. */
  reporters: number;
  /** Reporters, less those who look like a flood: see `docs/detection.md`. */
  weightedReports: number;
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
  /** Weighted reports for each thousand messages. */
  weightedReportsPerThousand: number;
  /** Blocks for each thousand messages. */
  blocksPerThousand: number;
  /** Notices of the provider about the sender: a policy warning, a template paused, a limit lowered. */
  providerNotices: number;
  /** Times that the provider lowered its quality rating of the sender. */
  qualityDrops: number;
  /** Hours since the sender was registered. */
  ageHours: number;
  /** Most messages in any 15 seconds of the sender's first hour; 0 once the hour has left the window. */
  newcomerBurst: number;
  /** Days with messages before the window, of the last 28. */
  baselineDays: number;
  /** Messages of the window, as a multiple of what the sender sends in such a time on days with messages; 0 without such days. */
  volumeJump: number;
  /** Messages of the last 28 days, the window's included. */
  monthSent: number;
  /**
   * Opt-outs and blocks of the last 28 days, for each message of theirs, both without those of the last one to two hours: people
   * need time to read. Reports are left out: they are easier to organise.
   */
  monthComplaintShare: number;
  /** Messages through a tool, credential or seat first used in the window, of those released; 0 for a sender's first tool. */
  newToolShare: number;
  /** Messages through such a tool, credential or seat. */
  newToolSent: number;
  /**
   * Of the sender's latest 32 messages that are followed, those to people whom it had never written to; 0 unless all 32 lie in
   * the window. Every message is followed up to 8,192 people that a sender has written to, beyond one in two, four and so on.
   */
  strangerShare: number;
  /** The lowest such share among the latest three days with messages before this one; 1 without such a day. */
  strangerShareBefore: number;
  /** People of the window, the latest 256, whom the sender had never written to before. */
  strangers: number;
  /** Those of them who opted out or blocked the sender. */
  strangerComplaintShare: number;
  /** Hours since a slow start of the sender began that runs and that nobody has confirmed; 0 without one. */
  slowHours: number;
  /** Messages of the sender's largest family by all senders of the partition. */
  familySent: number;
  /** Organisations of the partition that sent the sender's largest family, its own included. */
  familyOrganisations: number;
  /** Senders of the partition that sent the sender's largest family, itself included. */
  familySenders: number;
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
  'reporters',
  'weightedReports',
  'blocks',
  'optOuts',
  'optOutShare',
  'ungrantedAttempts',
  'reportsPerThousand',
  'weightedReportsPerThousand',
  'blocksPerThousand',
  'providerNotices',
  'qualityDrops',
  'ageHours',
  'newcomerBurst',
  'baselineDays',
  'volumeJump',
  'monthSent',
  'monthComplaintShare',
  'newToolShare',
  'newToolSent',
  'strangerShare',
  'strangerShareBefore',
  'strangers',
  'strangerComplaintShare',
  'slowHours',
  'familySent',
  'familyOrganisations',
  'familySenders',
] as const satisfies readonly SignalName[];
