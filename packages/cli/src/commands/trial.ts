import { writeFileSync } from 'node:fs';
import {
  BuildParityReportResponse,
  ParityReport,
  ShadowBreach,
  Standing,
  standingToJSON,
} from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { choice, collect } from '../enums.ts';
import { UsageFault } from '../failures.ts';
import { renderFields, renderTable, shortName } from '../output.ts';
import { isoFromTimestamp } from '../time.ts';
import { examples, type Setup, start } from './setup.ts';

const MEASURES = {
  suspension: Standing.STANDING_SUSPENDED,
  'ban-notice': Standing.STANDING_BAN_NOTICE,
} as const;

/** `hustings policy shadow` */
export function addShadow(policy: Command, setup: Setup): void {
  policy
    .command('shadow')
    .description("breaches of rules on trial since each sender's last measure (staff)")
    .addHelpText('after', examples('policy shadow', 'policy shadow --json'))
    .action((_options: object, command: Command) =>
      start(setup, command, async (session) => {
        const { breaches } = await session.client('policyReview').listShadowBreaches({});
        const rows = breaches.map(({ ruleId, senderId, at }) => [
          ...[ruleId, senderId, at ? isoFromTimestamp(at) : ''],
        ]);
        session.print(
          breaches.map((each) => ShadowBreach.toJSON(each)),
          renderTable(['rule', 'sender', 'at'], rows),
        );
        return undefined;
      }),
    );
}

interface ReportOptions {
  metric: string;
  threshold: string;
  proposed: keyof typeof MEASURES;
  sender: string;
  explain: string[];
  save?: string;
}

/** `hustings case parity-report` */
export function addParityReport(cases: Command, setup: Setup): void {
  cases
    .command('parity-report')
    .description('how every other sender over the same limit was treated (moderator)')
    .requiredOption('--metric <signal>', 'signal of the policy document, such as optOutShare')
    .requiredOption('--threshold <n>', 'limit that a rule sets for it')
    .addOption(choice('--proposed <what>', 'what is proposed', MEASURES).makeOptionMandatory())
    .option('--sender <id>', 'sender that it is about: it is left out', '')
    .option('--explain <treatment=why>', 'why others got less; may be repeated', collect, [])
    .option('--save <path>', 'writes what "case propose --parity" takes')
    .addHelpText(
      'after',
      examples(
        'case parity-report --metric optOutShare --threshold 0.25 --proposed suspension --save parity.json',
        'case parity-report --metric optOutShare --threshold 0.25 --proposed suspension --explain "NONE=before the rule"',
      ),
    )
    .action((options: ReportOptions, command: Command) =>
      start(setup, command, async (session) => {
        const { metric, proposed, sender: senderId } = options;
        const report = await session.client('policyReview').buildParityReport({
          ...{ metric, senderId, proposed: MEASURES[proposed] },
          threshold: readThreshold(options.threshold),
          explanations: Object.fromEntries(options.explain.map(readExplanation)),
        });
        if (options.save !== undefined && report.attachment) {
          writeFileSync(
            options.save,
            `${JSON.stringify(ParityReport.toJSON(report.attachment))}\n`,
          );
        }
        session.print(BuildParityReportResponse.toJSON(report), describe(report));
        return undefined;
      }),
    );
}

function describe(report: BuildParityReportResponse): string {
  const { senders, treatedAlike, unexplained, treatments, reportSha256 } = report;
  const head = renderFields([
    ['report', reportSha256],
    ['others over the limit', String(senders)],
    ['treated alike', String(treatedAlike)],
    ['otherwise, unexplained', String(unexplained)],
  ]);
  const rows = treatments.map(({ label, peak, gravest }) => [
    ...[label, String(peak), shortName(standingToJSON(gravest), 'STANDING_')],
  ]);
  return rows.length === 0 ? head : `${head}\n\n${renderTable(['who', 'peak', 'got'], rows)}`;
}

function readThreshold(text: string): number {
  const threshold = Number(text);
  if (text.trim() !== '' && Number.isFinite(threshold)) return threshold;
  throw new UsageFault(`--threshold is a number, not "${text}"`);
}

function readExplanation(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw new UsageFault(
    `--explain is <treatment>=<why>, such as "NONE=before the rule", not "${text}"`,
  );
}
