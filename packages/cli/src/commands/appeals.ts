import {
  Appeal,
  AppealOutcome,
  appealOutcomeToJSON,
  Case,
  FileAppealResponse,
} from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { UsageFault } from '../failures.ts';
import { instantOption } from '../instants.ts';
import { renderFields, renderTable, shortName } from '../output.ts';
import { isoFromTimestamp } from '../time.ts';
import { addConduct } from './appeal-conduct.ts';
import { addDialogue } from './dialogue.ts';
import { examples, group, type Setup, start } from './setup.ts';

/** `hustings appeal …` */
export function appealCommands(setup: Setup): Command {
  const appeal = group('appeal', 'challenge a measure, or decide a challenge');
  addFile(appeal, setup);
  addReads(appeal, setup);
  addDecide(appeal, setup);
  addStay(appeal, setup);
  addDialogue(appeal, setup);
  addConduct(appeal, setup);
  return appeal;
}

interface FileOptions {
  grounds: string;
  stay?: boolean;
  newEvidence: string;
  for: string;
}

function addFile(appeal: Command, setup: Setup): void {
  appeal
    .command('file <measure>')
    .description('challenge a warning or a sanction, free of charge')
    .requiredOption('--grounds <text>', 'why it is wrong, up to 5,000 characters')
    .option('--stay', 'ask that a suspension has no effect until it is decided')
    .option('--new-evidence <text>', 'what is new, for an appeal after its window', '')
    .option('--for <whom>', '"seat:<id>", "campaign:<id>" or "tool:<id>"', '')
    .addHelpText('after', examples('appeal file snc-… --grounds "the link leads to our own site"'))
    .action((sanctionId: string, options: FileOptions, command: Command) =>
      start(setup, command, async (session) => {
        const { grounds, stay = false, newEvidence } = options;
        const request = { sanctionId, grounds, stay, newEvidence, onBehalfOf: options.for };
        const response = await session.client('enforcement').fileAppeal(request);
        session.print(
          FileAppealResponse.toJSON(response),
          renderFields([
            ['appeal', response.appealId],
            ['decided by', response.decideBy ? isoFromTimestamp(response.decideBy) : ''],
            ['stay by', response.stayDecideBy ? isoFromTimestamp(response.stayDecideBy) : ''],
          ]),
        );
        session.note('If nobody decides in time, the appeal succeeds.');
        return undefined;
      }),
    );
}

function addReads(appeal: Command, setup: Setup): void {
  appeal
    .command('list')
    .description("open appeals, the most urgent first; the organisation's own, staff see all")
    .option('--all', 'also those that were decided')
    .addHelpText('after', examples('appeal list', 'appeal list --all --json'))
    .action((options: { all?: boolean }, command: Command) =>
      start(setup, command, async (session) => {
        const request = { includeDecided: options.all ?? false };
        const { appeals } = await session.client('remedy').listAppeals(request);
        session.print(
          appeals.map((each) => Appeal.toJSON(each)),
          renderTable(['appeal', 'against', 'outcome', 'decided by', 'stay'], appeals.map(rowOf)),
        );
        return undefined;
      }),
    );
  appeal
    .command('show <appeal>')
    .description('one appeal: what everybody of the organisation sees')
    .addHelpText('after', examples('appeal show apl-…'))
    .action((appealId: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const { appeal: found } = await session.client('remedy').getAppeal({ appealId });
        session.print(found && Appeal.toJSON(found), found ? describe(found) : '(none)');
        return undefined;
      }),
    );
  appeal
    .command('withdraw <appeal>')
    .description('withdraw an appeal')
    .addHelpText('after', examples('appeal withdraw apl-…'))
    .action((appealId: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const { appeal: after } = await session.client('remedy').withdrawAppeal({ appealId });
        session.print(after && Appeal.toJSON(after), `${appealId} is withdrawn`);
        return undefined;
      }),
    );
}

interface DecideOptions {
  uphold?: boolean;
  dismiss?: boolean;
  unfounded?: boolean;
  sendBack?: boolean;
  modifyUntil?: string;
  reasons: string;
}

function addDecide(appeal: Command, setup: Setup): void {
  appeal
    .command('decide <appeal>')
    .description('decide an appeal (a reviewer who took part in no earlier step)')
    .option('--uphold', 'the appeal is right: the measure is reversed')
    .option('--dismiss', 'the measure stands')
    .option('--unfounded', 'with --dismiss: manifestly; it counts for "appeal warn"')
    .option('--modify-until <instant>', 'the measure ends earlier')
    .option('--send-back', 'the measure ends; others may decide anew')
    .requiredOption('--reasons <text>', 'why, up to 5,000 characters')
    .addHelpText('after', examples('appeal decide apl-… --uphold --reasons "the link was checked"'))
    .action((appealId: string, options: DecideOptions, command: Command) =>
      start(setup, command, async (session) => {
        const outcome = outcomeOf(options);
        if (options.unfounded && !options.dismiss) {
          throw new UsageFault('--unfounded goes with --dismiss');
        }
        const response = await session.client('enforcement').decideAppeal({
          ...{ appealId, outcome, reasons: options.reasons },
          manifestlyUnfounded: options.unfounded ?? false,
          modifiedEndsAt: instantOption('--modify-until', options.modifyUntil),
        });
        const said = shortName(appealOutcomeToJSON(outcome), 'APPEAL_OUTCOME_');
        session.print(response.case && Case.toJSON(response.case), `${appealId}: ${said}`);
        return undefined;
      }),
    );
}

function outcomeOf({ uphold, dismiss, sendBack, modifyUntil }: DecideOptions): AppealOutcome {
  const wanted = [
    ...(uphold ? [AppealOutcome.APPEAL_OUTCOME_OVERTURNED] : []),
    ...(dismiss ? [AppealOutcome.APPEAL_OUTCOME_MEASURE_STANDS] : []),
    ...(sendBack ? [AppealOutcome.APPEAL_OUTCOME_SENT_BACK] : []),
    ...(modifyUntil === undefined ? [] : [AppealOutcome.APPEAL_OUTCOME_MODIFIED]),
  ];
  const [outcome, ...others] = wanted;
  if (outcome !== undefined && others.length === 0) return outcome;
  throw new UsageFault('say one of --uphold, --dismiss, --modify-until and --send-back');
}

function addStay(appeal: Command, setup: Setup): void {
  appeal
    .command('stay <appeal>')
    .description('decide whether a suspension has effect while its appeal is heard (reviewer)')
    .option('--grant', 'it has none')
    .option('--refuse', 'it keeps its effect')
    .requiredOption('--reasons <text>', 'why, up to 5,000 characters')
    .addHelpText('after', examples('appeal stay apl-… --grant --reasons "the vote is near"'))
    .action(
      (
        appealId: string,
        options: { grant?: boolean; refuse?: boolean; reasons: string },
        command: Command,
      ) =>
        start(setup, command, async (session) => {
          const { grant = false, refuse = false, reasons } = options;
          if (grant === refuse) throw new UsageFault('say either --grant or --refuse');
          const request = { appealId, grant, reasons };
          const { appeal: after } = await session.client('remedy').decideStay(request);
          session.print(after && Appeal.toJSON(after), `${appealId}: stay ${after?.stay ?? ''}`);
          return undefined;
        }),
    );
}

function rowOf(appeal: Appeal): string[] {
  return [
    appeal.appealId,
    appeal.sanctionId,
    shortName(appealOutcomeToJSON(appeal.outcome), 'APPEAL_OUTCOME_'),
    appeal.decideBy ? isoFromTimestamp(appeal.decideBy) : '',
    appeal.stay.toLowerCase(),
  ];
}

function describe(appeal: Appeal): string {
  const [id, against, outcome, decideBy, stay] = rowOf(appeal);
  return renderFields([
    ['appeal', id ?? ''],
    ['against', against ?? ''],
    ['outcome', outcome ?? ''],
    ['filed', appeal.filedAt ? isoFromTimestamp(appeal.filedAt) : ''],
    ['decided by', decideBy ?? ''],
    ['stay', stay ?? ''],
    ['for', appeal.onBehalfOf],
    ['reasons', appeal.reasons],
    ['messages', String(appeal.messages)],
  ]);
}
