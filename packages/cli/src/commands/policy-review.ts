import { readFile } from 'node:fs/promises';
import type { DryRunReport, ParityCheck, ReviewProgress } from '@hustings/contracts/enforcement';
import { standingToJSON } from '@hustings/contracts/enforcement';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { Presets, SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { CliFailure, ExitCode, UsageFault } from '../failures.ts';
import { renderTable, shortName, toCount } from '../output.ts';
import type { Session } from '../session.ts';
import { isoFromTimestamp } from '../time.ts';
import { examples, type Setup, start } from './setup.ts';

const NO_REPORT = {
  exitCode: ExitCode.refused,
  reason: 'NO_REPORT',
  message: 'the service ended without a report: retry',
};

const SPANS_MS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000 };

/** `hustings policy dry-run` */
export function addDryRun(policy: Command, setup: Setup): void {
  policy
    .command('dry-run <file>')
    .description('what a document would have done to the past; changes nothing')
    .requiredOption('--since <instant>', 'from when on: "30d", "12h", or RFC 3339')
    .addHelpText(
      'after',
      examples(
        'policy dry-run new.json --since 30d',
        'policy dry-run new.json --since 2027-01-01T00:00:00Z --json',
      ),
    )
    .action((file: string, { since }: { since: string }, command: Command) =>
      start(setup, command, async (session) => {
        const documentJson = await readFile(file, 'utf8').catch((error: unknown) => {
          throw new UsageFault(`cannot read ${file}: check the path and its permissions`, error);
        });
        const request = { documentJson, since: timestampFromUs(BigInt(readSince(since)) * 1000n) };
        const report = await follow(session, session.client('policyReview').dryRunPolicy(request));
        session.print(dryRunData(report), describeDryRun(report, since));
        return undefined;
      }),
    );
}

/** `hustings audit parity` */
export function addParity(audit: Command, setup: Setup): void {
  audit
    .command('parity')
    .description(
      'run the policy in force over all facts under the real names and under others; exit code 1 when a name made a difference',
    )
    .addHelpText('after', examples('audit parity', 'audit parity --json'))
    .action((_options: object, command: Command) =>
      start(setup, command, async (session) => {
        const report = await follow(session, session.client('policyReview').checkParity({}));
        session.print(parityData(report), describeParity(report));
        return report.differences === 0n ? ExitCode.ok : ExitCode.refused;
      }),
    );
}

type Body<Report> =
  | { $case: 'progress'; value: ReviewProgress }
  | { $case: 'report'; value: Report };

async function follow<Report>(
  session: Session,
  stream: AsyncIterable<{ body?: Body<Report> | undefined }>,
): Promise<Report> {
  const bar = session.io.interactive && !session.quiet ? openBar() : null;
  try {
    for await (const { body } of stream) {
      if (body?.$case === 'report') return body.value;
      if (body?.$case === 'progress') bar?.show(body.value);
    }
  } finally {
    bar?.close();
  }
  throw new CliFailure(NO_REPORT);
}

function openBar() {
  const format = 'partition {partition} {bar} {value}/{total} entries';
  const bar = new SingleBar({ format, barsize: 24, hideCursor: true }, Presets.shades_classic);
  bar.start(1, 0, { partition: '' });
  return {
    show({ partition, seq, lastSeq }: ReviewProgress): void {
      bar.setTotal(toCount(lastSeq));
      bar.update(toCount(seq), { partition });
    },
    close: () => bar.stop(),
  };
}

function readSince(text: string): number {
  const span = /^(\d{1,4})([hd])$/.exec(text);
  const length = SPANS_MS[span?.[2] ?? ''];
  if (span && length !== undefined) return Date.now() - Number(span[1]) * length;
  const atMs = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(atMs)) return atMs;
  throw new UsageFault(
    `--since "${text}" is no instant: write "30d", "12h" or 2027-01-01T00:00:00Z`,
  );
}

function dryRunData(report: DryRunReport) {
  return {
    hash: report.hash,
    facts: toCount(report.facts),
    senders: toCount(report.senders),
    rules: report.rules.map(({ ruleId, warned, restricted, shadow }) => ({
      ...{ ruleId, warned: toCount(warned), restricted: toCount(restricted) },
      shadow: toCount(shadow),
    })),
    measureCount: toCount(report.measureCount),
    measures: report.measures.map(({ senderId, measure, ruleId, at, sentAfter }) => ({
      ...{ senderId, measure: shortName(standingToJSON(measure), 'STANDING_'), ruleId },
      ...{ at: at ? isoFromTimestamp(at) : null, sentAfter: toCount(sentAfter) },
    })),
    reallyWarned: toCount(report.reallyWarned),
    reallyRestricted: toCount(report.reallyRestricted),
  };
}

function describeDryRun(report: DryRunReport, since: string): string {
  const { facts, senders, rules, measures, measureCount, reallyWarned, reallyRestricted } =
    dryRunData(report);
  const rows = rules.map((rule) => [
    rule.ruleId,
    ...[rule.warned, rule.restricted, rule.shadow].map(String),
  ]);
  const listed = measures.map(({ at, senderId, measure, ruleId, sentAfter }) => [
    ...[at ?? '', senderId, measure, ruleId, String(sentAfter)],
  ]);
  return [
    `${facts} facts of ${senders} senders since ${since}; nothing was changed`,
    renderTable(['rule', 'would warn', 'would restrict', 'on trial'], rows),
    `really warned in that time: ${reallyWarned}, restricted: ${reallyRestricted}`,
    ...(listed.length === 0
      ? []
      : [
          `the first ${listed.length} of ${measureCount} measures; "sent after" went out although it would have been restricted`,
          renderTable(['at', 'sender', 'measure', 'rule', 'sent after'], listed),
        ]),
  ].join('\n');
}

function parityData({
  policyHash,
  senders,
  facts,
  steps,
  differences,
  firstDifferences,
}: ParityCheck) {
  return {
    ok: differences === 0n,
    policyHash,
    ...{ senders: toCount(senders), facts: toCount(facts), steps: toCount(steps) },
    ...{ differences: toCount(differences), firstDifferences },
  };
}

function describeParity(report: ParityCheck): string {
  const { ok, senders, facts, steps, differences, firstDifferences } = parityData(report);
  const found = `${facts} facts of ${senders} senders, ${steps} steps under each of two names`;
  if (ok) return `${found}: the same outcome for everybody`;
  return [`${found}: ${differences} differ`, ...firstDifferences].join('\n');
}
