import type { MeasuredSignal } from './evidence.ts';

/** Signals in words, for people who never saw the policy document. */
const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  sent: 'messages sent',
  recipients: 'people written to',
  replies: 'replies received',
  replyShare: 'share of people who replied',
  neverRepliedShare: 'share of people who never replied',
  nearDuplicateShare: 'share of near-identical messages',
  linkMismatchShare: 'share of messages with a link that does not lead where its text says',
  reports: 'reports by people written to',
  blocks: 'blocks by people written to',
  optOuts: 'opt-outs',
  optOutShare: 'share of people who opted out',
  ungrantedAttempts: 'attempts with a tool that has no grant for this sender',
  reportsPerThousand: 'reports per thousand messages',
  reporters: 'different people who reported',
  weightedReports: 'reports, less what looks like a flood',
  weightedReportsPerThousand: 'reports per thousand messages, less what looks like a flood',
  blocksPerThousand: 'blocks per thousand messages',
  providerNotices: 'notices of the provider',
  qualityDrops: 'times that the provider lowered its quality rating',
  ageHours: 'hours since the number was registered',
  newcomerBurst: 'most messages in 15 seconds of the first hour',
  baselineDays: 'earlier days with messages',
  volumeJump: 'messages as a multiple of what is usual for this number',
  monthSent: 'messages of the last 28 days',
  monthComplaintShare: 'opt-outs and blocks for each message of the last 28 days',
  newToolSent: 'messages through a tool or device that is new to this number',
  strangerShare: 'share of the latest messages to people whom this number had never written to',
  strangerShareBefore: 'the same share on the most usual of the three days before',
  strangers: 'people whom this number had never written to before',
  strangerComplaintShare: 'share of them who opted out or blocked the number',
  slowHours: 'hours since the slow start began',
  newToolShare: 'share of messages through a tool or device that is new to this number',
  familySent: 'messages of the same text from all numbers',
  familyOrganisations: 'organisations that send the same text',
  familySenders: 'numbers that send the same text',
};

const UNITS_MS: readonly (readonly [string, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** An instant to the second, in UTC, for example "2026-11-22 02:30:26 UTC". */
export function sayInstant(us: number): string {
  const iso = new Date(Math.floor(us / 1000)).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** A duration in the largest unit that keeps it whole, for example 72 hours; null when it is no whole number of seconds. */
export function durationOf(ms: number): { count: number; unit: string } | null {
  for (const [unit, size] of UNITS_MS) {
    // "72 hours" is how the rule is known; whole days are said as days from four on.
    if (ms % size !== 0 || (unit === 'day' && ms / size < 4)) continue;
    return { count: ms / size, unit };
  }
  return null;
}

/** A duration in English, for example "72 hours". */
export function sayDuration(ms: number): string {
  const whole = durationOf(ms);
  if (whole === null) return `${ms} milliseconds`;
  return `${whole.count} ${whole.unit}${whole.count === 1 ? '' : 's'}`;
}

/** What was measured, for example "share of near-identical messages 0.98 (threshold 0.9)". */
export function sayMeasured(signals: readonly MeasuredSignal[]): string {
  return signals
    .map(({ name, value, threshold }) => {
      const compared = threshold === null ? '' : ` (threshold ${round(threshold)})`;
      return `${SIGNAL_WORDS[name] ?? name} ${round(value)}${compared}`;
    })
    .join('; ');
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
