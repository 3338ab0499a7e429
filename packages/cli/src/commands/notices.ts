import {
  ExportStatementsResponse,
  GetCapabilityCardResponse,
  Notice,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { choice } from '../enums.ts';
import { instantOption } from '../instants.ts';
import { isoFromTimestamp } from '../time.ts';
import { examples, group, type Setup, start } from './setup.ts';

const SUBJECTS = {
  sender: SubjectKind.SUBJECT_KIND_SENDER,
  organisation: SubjectKind.SUBJECT_KIND_ORGANISATION,
  campaign: SubjectKind.SUBJECT_KIND_CAMPAIGN,
  tool: SubjectKind.SUBJECT_KIND_TOOL,
  seat: SubjectKind.SUBJECT_KIND_SEAT,
} as const;

/** `hustings notice …` */
export function noticeCommands(setup: Setup): Command {
  const notice = group('notice', 'notices to the organisation, and statements for the public');
  notice
    .command('list')
    .description('notices, oldest first; reading a notice counts as its delivery')
    .option('--new', 'only those not read before')
    .option('--language <code>', 'ISO 639-1; else the one that the organisation registered', '')
    .addHelpText('after', examples('notice list --new', 'notice list --language es --json'))
    .action((options: { new?: boolean; language: string }, command: Command) =>
      start(setup, command, async (session) => {
        const request = { undeliveredOnly: options.new ?? false, language: options.language };
        const { notices } = await session.client('enforcement').fetchNotices(request);
        session.print(
          notices.map((each) => Notice.toJSON(each)),
          notices.length === 0 ? '(none)' : notices.map(describe).join('\n\n'),
        );
        return undefined;
      }),
    );
  addExport(notice, setup);
  return notice;
}

interface ExportOptions {
  format: 'csv' | 'json';
  since?: string;
  until?: string;
  record?: boolean;
}

function addExport(notice: Command, setup: Setup): void {
  notice
    .command('export')
    .description("statements in the schema of the EU's transparency database (operator, auditor)")
    .addOption(choice('--format <form>', 'form', { csv: 1, json: 1 }).default('csv'))
    .option('--since <instant>', 'decided from here on')
    .option('--until <instant>', 'decided before')
    .option('--record', 'record the export, so that a reversal knows of the copies')
    .addHelpText('after', examples('notice export --since 2027-01-01T00:00:00Z --record > dsa.csv'))
    .action((options: ExportOptions, command: Command) =>
      start(setup, command, async (session) => {
        const response = await session.client('remedy').exportStatements({
          since: instantOption('--since', options.since),
          until: instantOption('--until', options.until),
          record: options.record ?? false,
        });
        const json = `[\n${response.recordsJson.join(',\n')}\n]`;
        session.print(
          ExportStatementsResponse.toJSON(response),
          options.format === 'csv' ? response.csv.trimEnd() : json,
        );
        for (const line of response.leftOut) session.note(`left out: ${line}`);
        if (response.more && response.lastDecidedAt) {
          session.note(`there is more: --since ${isoFromTimestamp(response.lastDecidedAt)}`);
        }
        return undefined;
      }),
    );
}

/** `hustings standing …` */
export function standingCommands(setup: Setup): Command {
  const standing = group('standing', 'what still works, until when, and what to do');
  standing
    .command('card <subject>')
    .description('a capability card in plain words')
    .addOption(choice('--kind <kind>', 'what it is', SUBJECTS).default('sender'))
    .option('--language <code>', 'ISO 639-1; else the one that the organisation registered', '')
    .addHelpText(
      'after',
      examples('standing card snd-…', 'standing card org-… --kind organisation'),
    )
    .action(
      (
        subjectId: string,
        options: { kind: keyof typeof SUBJECTS; language: string },
        command: Command,
      ) =>
        start(setup, command, async (session) => {
          const { kind, language } = options;
          const request = { subjectKind: SUBJECTS[kind], subjectId, language };
          const card = await session.client('remedy').getCapabilityCard(request);
          session.print(GetCapabilityCardResponse.toJSON(card), card.text);
          if (!card.nativelyReviewed) {
            session.note(`no native speaker has read the wording in "${card.language}" yet`);
          }
          return undefined;
        }),
    );
  return standing;
}

function describe(notice: Notice): string {
  const issued = notice.issuedAt ? isoFromTimestamp(notice.issuedAt) : '';
  return `${notice.noticeId}  ${issued}  ${notice.caseId}\n${notice.text}`;
}
