import type { CorruptEntry, LogEntry } from '@hustings/event-log';
import { digestOfServiceText } from '../../src/app/digest-of-text.ts';
import type { AllPoliticalSteps } from '../../src/domain/all-political.ts';
import type { LinkOf } from '../../src/domain/all-political-check.ts';
import { decodeEntry } from '../../src/domain/decode-entry.ts';
import { PartitionReplay, type PartitionReport } from '../../src/domain/partition-replay.ts';
import { LAYOUT } from './story.ts';

/** Long after everything in a story. */
const AS_OF_US = 1_900_000_000_000_000;

export function runReplay(
  entries: (LogEntry | CorruptEntry)[],
  options: { allPolitical?: AllPoliticalSteps; linkOf?: LinkOf; asOfUs?: number } = {},
): PartitionReport {
  const { allPolitical = new Map(), linkOf = (_, recipient) => recipient } = options;
  const replay = new PartitionReplay({
    partition: '0',
    layout: LAYOUT,
    allPolitical,
    linkOf,
    digestOfText: digestOfServiceText(),
  });
  for (const entry of entries) replay.take(decodeEntry(entry));
  return replay.finish(options.asOfUs ?? AS_OF_US);
}

/** What a report comes to: every count that is not zero. */
export function countsOf(report: PartitionReport): Record<string, number> {
  const counts = {
    differences: report.differences,
    optOut: report.findings.count('OPT_OUT'),
    duplicates: report.findings.count('DUPLICATE'),
    lost: report.findings.count('LOST'),
    process: report.findings.count('PROCESS'),
    breaks: report.findings.count('BREAK'),
    open: report.open,
    uncertain: report.uncertain,
    unlinkable: report.unlinkable,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
