import {
  Case,
  type CaseStep,
  type StatementOfReasons,
  standingToJSON,
} from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { renderFields, renderTable, shortName } from '../output.ts';
import { allPages } from '../pages.ts';
import { isoFromTimestamp } from '../time.ts';
import { addCaseWork } from './case-work.ts';
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
  addCaseWork(cases, setup);
  return cases;
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

function describeStatement(statement: StatementOfReasons): string {
  return renderFields([
    ['facts', statement.facts],
    ['rule', `${statement.ruleId} (${statement.clause})`],
    ['why', statement.explanation],
    ['how to fix', statement.howToFix],
    ['redress', statement.redress],
  ]);
}
