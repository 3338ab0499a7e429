import type { ReplayReport } from '@hustings/contracts/auditor';
import type { Command } from 'commander';
import { CliFailure, ExitCode } from '../failures.ts';
import { paint } from '../io.ts';
import { renderFields, renderTable, toCount } from '../output.ts';
import type { Session } from '../session.ts';
import { isoFromTimestamp } from '../time.ts';
import { addParity } from './policy-review.ts';
import { examples, group, type Setup, start } from './setup.ts';

const NO_REPORT = {
  exitCode: ExitCode.refused,
  reason: 'NO_REPORT',
  message: 'the auditor ended without a report: retry',
};

/** `hustings audit …` */
export function auditCommands(setup: Setup): Command {
  const audit = group('audit', 'check the log against the rules');
  audit
    .command('replay')
    .description('re-derive every decision from the log alone; exit code 1 when anything is off')
    .option('--partition <partition>', 'only this partition of the log')
    .addHelpText('after', examples('audit replay', 'audit replay --json'))
    .action((options: { partition?: string }, command: Command) =>
      start(setup, command, async (session) => {
        const report = await replay(session, options.partition ?? '');
        session.print(reportData(report), describeReport(session, report));
        return isClean(report) ? ExitCode.ok : ExitCode.refused;
      }),
    );
  addParity(audit, setup);
  return audit;
}

async function replay(session: Session, partition: string): Promise<ReplayReport> {
  for await (const { body } of session.client('auditor').replay({ partition })) {
    if (body?.$case === 'report') return body.value;
    if (body?.$case === 'progress' && session.io.interactive) {
      const { seq, lastSeq, decisions } = body.value;
      session.note(`read ${seq} of ${lastSeq} commits, ${decisions} decisions`);
    }
  }
  throw new CliFailure(NO_REPORT);
}

/** True when the log keeps every promise that the replay checks. Open and uncertain messages are no faults. */
export function isClean(report: ReplayReport): boolean {
  const faults = [
    report.differences,
    report.optOutViolations,
    report.duplicates,
    report.lost,
    report.processViolations,
    BigInt(report.breaks.length),
  ];
  return faults.every((count) => count === 0n);
}

/** The report with every field, zeros too, and counts as numbers. */
export function reportData(report: ReplayReport) {
  return {
    ok: isClean(report),
    commits: toCount(report.commits),
    decisions: toCount(report.decisions),
    differences: toCount(report.differences),
    firstDifferences: report.firstDifferences.map((each) => ({
      partition: each.partition,
      seq: toCount(each.seq),
      decisionNumber: toCount(each.decisionNumber),
      messageId: each.messageId,
      recorded: each.recorded,
      derived: each.derived,
    })),
    optOutViolations: toCount(report.optOutViolations),
    maxPerSecond: Object.fromEntries(
      report.peaks.map((peak) => [peak.senderId, toCount(peak.maxPerSecond)]),
    ),
    duplicates: toCount(report.duplicates),
    lost: toCount(report.lost),
    open: toCount(report.open),
    uncertain: toCount(report.uncertain),
    unlinkable: toCount(report.unlinkable),
    processViolations: toCount(report.processViolations),
    breaks: report.breaks,
    firstFindings: report.firstFindings.map(({ kind, partition, seq, text }) => ({
      kind,
      partition,
      seq: toCount(seq),
      text,
    })),
  };
}

function describeReport(session: Session, report: ReplayReport): string {
  const count = (value: bigint): string =>
    paint(session.io, value === 0n ? 'green' : 'red', `${value}`);
  const sections = [
    renderFields([
      ['commits read', `${report.commits}`],
      ['decisions', `${report.decisions}`],
      ['differences', count(report.differences)],
      ['opt-outs violated', count(report.optOutViolations)],
      ['duplicates sent', count(report.duplicates)],
      ['acknowledged messages lost', count(report.lost)],
      ['sanctions without process', count(report.processViolations)],
      ['breaks in the log', count(BigInt(report.breaks.length))],
      ['still queued or open', `${report.open}`],
      ['uncertain', `${report.uncertain}`],
      ['links erased', `${report.unlinkable}`],
    ]),
    'Highest count in any one second',
    renderTable(
      ['sender', 'hand-offs', 'from'],
      report.peaks.map((peak) => [
        peak.senderId,
        `${peak.maxPerSecond}`,
        peak.at ? isoFromTimestamp(peak.at) : '',
      ]),
    ),
    ...report.firstDifferences.map(
      (each) =>
        `difference at ${each.partition}:${each.seq}, decision ${each.decisionNumber}: ` +
        `recorded ${each.recorded}, derived ${each.derived}`,
    ),
    ...report.firstFindings.map(
      ({ kind, partition, seq, text }) => `${kind.toLowerCase()} at ${partition}:${seq}, ${text}`,
    ),
    ...report.breaks.map((each) => `break at ${each}`),
  ];
  return sections.join('\n');
}
