import type { DetectionResult, StyleResult } from './result.ts';
import type { RocPoint } from './statistics.ts';

const COLUMNS = [
  'style',
  'truth',
  'senders',
  'messages',
  'warned',
  'to warning',
  'slowed',
  'held',
  'restricted',
  'before 500',
  'rules',
];

/** The result for people. */
export function renderResult(result: DetectionResult): string {
  const { abusive, honest, reportBombed, intervals } = result;
  const rows = Object.entries(result.byStyle).map(([style, each]) => rowOf(style, each));
  return [
    renderTable([COLUMNS, ...rows]),
    '',
    `abusive senders restricted before their 500th message: ${percent(abusive.restrictedBefore500)} (${range(intervals.abusiveRestrictedBefore500)}), aim 95 % or more; by the ladder alone ${percent(abusive.sanctionedBefore500)}; restricted or stopped by anybody before it: ${percent(abusive.containedBefore500)}`,
    `honest senders ever restricted: ${percent(honest.everRestricted)} (${range(intervals.honestEverRestricted)}), aim 0.5 % or less; slowed down for a while: ${percent(honest.slowed)}; banned: ${honest.banned}, aim 0`,
    `report-bombed senders restricted: ${reportBombed.restricted} of ${reportBombed.senders}, banned: ${reportBombed.banned}`,
  ].join('\n');
}

/** What each threshold of the complaint share would find, one line each. */
export function renderRoc(points: readonly RocPoint[]): string {
  const bar = (share: number): string => '#'.repeat(Math.round(share * 40)).padEnd(40);
  return [
    'complaints for each message | abusive that reach it before their 500th | honest that ever reach it',
    ...points.map(
      ({ threshold, abusive, honest }) =>
        `${threshold.toFixed(2)}  ${bar(abusive)} ${percent(abusive).padStart(7)}  ${percent(honest).padStart(7)}`,
    ),
  ].join('\n');
}

function rowOf(style: string, each: StyleResult): string[] {
  const rules = Object.entries(each.rules)
    .sort(([, a], [, b]) => b - a)
    .map(([rule, count]) => `${rule} ${count}`)
    .join(', ');
  return [
    style,
    each.truth.toLowerCase(),
    String(each.senders),
    String(each.messages),
    String(each.warned),
    each.medianMessagesToWarning === null ? '' : String(each.medianMessagesToWarning),
    String(each.slowed),
    String(each.held),
    String(each.restricted),
    each.truth === 'ABUSIVE' ? String(each.restrictedBefore500) : '',
    rules,
  ];
}

function renderTable(rows: string[][]): string {
  const widths = COLUMNS.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function range({ low, high }: { low: number; high: number }): string {
  return `95 % interval ${percent(low)} to ${percent(high)}`;
}
