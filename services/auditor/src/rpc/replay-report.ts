import type { ReplayReport } from '@hustings/contracts/auditor';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { ALL_POLITICAL_PARTITION } from '@hustings/kernel';
import type { ReplayOutcome } from '../app/replay-log.ts';
import { FINDINGS_KEPT, type FindingKind, type Findings } from '../domain/findings.ts';
import type { PartitionReport } from '../domain/partition-replay.ts';

/** The outcome of a replay as the contract carries it. */
export function toReport({ partitions, allPolitical }: ReplayOutcome): ReplayReport {
  const sum = (count: (report: PartitionReport) => number): bigint =>
    BigInt(partitions.reduce((total, report) => total + count(report), 0));
  const found = (kind: FindingKind): bigint =>
    sum((report) => report.findings.count(kind)) + BigInt(allPolitical.count(kind));
  return {
    decisions: sum((report) => report.decisions),
    differences: sum((report) => report.differences),
    firstDifferences: partitions.flatMap(toDifferences),
    optOutViolations: found('OPT_OUT'),
    peaks: partitions.flatMap((report) =>
      report.peaks.map(({ senderId, maxPerSecond, atUs }) => ({
        senderId,
        maxPerSecond: BigInt(maxPerSecond),
        at: timestampFromUs(BigInt(atUs)),
      })),
    ),
    duplicates: found('DUPLICATE'),
    lost: found('LOST'),
    open: sum((report) => report.open),
    uncertain: sum((report) => report.uncertain),
    breaks: [
      ...describeBreaks(ALL_POLITICAL_PARTITION, allPolitical),
      ...partitions.flatMap((report) => describeBreaks(report.partition, report.findings)),
    ],
    unlinkable: sum((report) => report.unlinkable),
    processViolations: found('PROCESS'),
    commits: sum((report) => report.commits),
    firstFindings: [
      { partition: ALL_POLITICAL_PARTITION, findings: allPolitical },
      ...partitions,
    ].flatMap(toFindings),
  };
}

function toDifferences({ partition, firstDifferences }: PartitionReport) {
  return firstDifferences.map(({ seq, decisionNumber, messageId, recorded, derived }) => ({
    partition,
    seq: BigInt(seq),
    decisionNumber: BigInt(decisionNumber),
    messageId,
    recorded,
    derived,
  }));
}

function toFindings({ partition, findings }: Pick<PartitionReport, 'partition' | 'findings'>) {
  return findings
    .kept()
    .filter(({ kind }) => kind !== 'BREAK')
    .map(({ kind, seq, text }) => ({ kind, partition, seq: BigInt(seq), text }));
}

function describeBreaks(partition: string, findings: Findings): string[] {
  const lines = findings
    .kept()
    .filter(({ kind }) => kind === 'BREAK')
    .map(({ seq, text }) => `${partition}:${seq} ${text}`);
  const more = findings.count('BREAK') - FINDINGS_KEPT;
  return more > 0 ? [...lines, `${partition}: and ${more} more`] : lines;
}
