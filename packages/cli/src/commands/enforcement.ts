import {
  Case,
  type CaseStep,
  FileAppealResponse,
  Notice,
  type StatementOfReasons,
  standingToJSON,
} from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { UsageFault } from '../failures.ts';
import { renderFields, renderTable, shortName } from '../output.ts';
import { allPages } from '../pages.ts';
import { isoFromTimestamp } from '../time.ts';
import { examples, group, type Setup, start } from './setup.ts';

/** `hustings case …` */
export function caseCommands(setup: Setup): Command {
  const cases = group('case', 'enforcement cases with their history');
  cases
    .command('list')
    .description("cases of the caller's organisation; staff see all")
    .option('--subject <id>', 'only this sender, organisation, campaign or tool')
    .addHelpText('after', examples('case list', 'case list --subject snd-…'))
    .action((options: { subject?: string }, command: Command) =>
      start(setup, command, async (session) => {
        const enforcement = session.client('enforcement');
        const found = await allPages(async (page) => {
          const request = { ...page, subjectId: options.subject ?? '' };
          const response = await enforcement.listCases(request);
          return { items: response.cases, nextPageToken: response.nextPageToken };
        });
        session.print(
          found.map((each) => Case.toJSON(each)),
          renderTable(['id', 'subject', 'standing', 'until', 'state'], found.map(caseRow)),
        );
        return undefined;
      }),
    );
  cases
    .command('show <case>')
    .description('one case: history, evidence, statement of reasons')
    .addHelpText('after', examples('case show cas-…'))
    .action((caseId: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const response = await session.client('enforcement').getCase({ caseId });
        const found = response.case;
        session.print(found && Case.toJSON(found), found ? describeCase(found) : '(none)');
        return undefined;
      }),
    );
  return cases;
}

/** `hustings notice …` */
export function noticeCommands(setup: Setup): Command {
  const notice = group('notice', 'notices to the organisation');
  notice
    .command('list')
    .description('notices, oldest first; reading a notice counts as its delivery')
    .option('--new', 'only those not read before')
    .addHelpText('after', examples('notice list --new'))
    .action((options: { new?: boolean }, command: Command) =>
      start(setup, command, async (session) => {
        const request = { undeliveredOnly: options.new ?? false };
        const { notices } = await session.client('enforcement').fetchNotices(request);
        session.print(
          notices.map((each) => Notice.toJSON(each)),
          notices.length === 0 ? '(none)' : notices.map(describeNotice).join('\n\n'),
        );
        return undefined;
      }),
    );
  return notice;
}

interface DecideOptions {
  uphold?: boolean;
  dismiss?: boolean;
  reasons: string;
}

/** `hustings appeal …` */
export function appealCommands(setup: Setup): Command {
  const appeal = group('appeal', 'challenge a sanction, or decide a challenge');
  appeal
    .command('file <sanction>')
    .description('challenge a sanction')
    .requiredOption('--grounds <text>', 'why it is wrong, up to 5,000 characters')
    .addHelpText('after', examples('appeal file snc-… --grounds "the link leads to our own site"'))
    .action((sanctionId: string, options: { grounds: string }, command: Command) =>
      start(setup, command, async (session) => {
        const request = { sanctionId, grounds: options.grounds };
        const response = await session.client('enforcement').fileAppeal(request);
        const decideBy = response.decideBy ? isoFromTimestamp(response.decideBy) : '';
        session.print(
          FileAppealResponse.toJSON(response),
          renderFields([
            ['appeal', response.appealId],
            ['decided by', decideBy],
          ]),
        );
        return undefined;
      }),
    );
  appeal
    .command('decide <appeal>')
    .description('decide an appeal (a reviewer who took part in no earlier step)')
    .option('--uphold', 'the appeal is right: the sanction ends')
    .option('--dismiss', 'the sanction stands')
    .requiredOption('--reasons <text>', 'why, up to 5,000 characters')
    .addHelpText('after', examples('appeal decide apl-… --uphold --reasons "the link was checked"'))
    .action((appealId: string, options: DecideOptions, command: Command) =>
      start(setup, command, async (session) => {
        if (options.uphold === options.dismiss) {
          throw new UsageFault('say either --uphold or --dismiss');
        }
        const response = await session.client('enforcement').decideAppeal({
          appealId,
          upholdAppeal: options.uphold ?? false,
          reasons: options.reasons,
        });
        session.print(
          response.case && Case.toJSON(response.case),
          `${appealId} is ${options.uphold ? 'upheld: the sanction ended' : 'dismissed'}`,
        );
        return undefined;
      }),
    );
  return appeal;
}

function caseRow(found: Case): string[] {
  return [
    found.caseId,
    found.subjectId,
    shortName(standingToJSON(found.standing), 'STANDING_'),
    found.standingEndsAt ? isoFromTimestamp(found.standingEndsAt) : '',
    found.closed ? 'closed' : found.appealId === '' ? 'open' : 'under appeal',
  ];
}

function describeCase(found: Case): string {
  const [id, subject, standing, until, state] = caseRow(found);
  const head = renderFields([
    ['case', id ?? ''],
    ['subject', subject ?? ''],
    ['standing', standing ?? ''],
    ['until', until ?? ''],
    ['state', state ?? ''],
    ['sanction', found.sanctionId],
    ['appeal', found.appealId],
  ]);
  const history = renderTable(['at', 'step', 'by', 'what'], found.steps.map(stepRow));
  const evidence = found.evidence.map((each) => [each.evidenceId, each.summary]);
  return [
    head,
    `History\n${history}`,
    `Evidence\n${renderTable(['id', 'what it shows'], evidence)}`,
    ...(found.statement ? [`Statement of reasons\n${describeStatement(found.statement)}`] : []),
  ].join('\n\n');
}

function stepRow(step: CaseStep): string[] {
  return [step.at ? isoFromTimestamp(step.at) : '', step.name, step.actor, step.text];
}

function describeNotice(notice: Notice): string {
  const issued = notice.issuedAt ? isoFromTimestamp(notice.issuedAt) : '';
  const head = `${notice.noticeId}  ${issued}  ${notice.caseId}\n${notice.text}`;
  return notice.statement ? `${head}\n${describeStatement(notice.statement)}` : head;
}

function describeStatement(statement: StatementOfReasons): string {
  return renderFields([
    ['facts', statement.facts],
    ['rule', `${statement.ruleId} (${statement.clause})`],
    ['why', statement.explanation],
    ['how to fix', statement.howToFix],
    ['redress', statement.redress],
  ]);
}
