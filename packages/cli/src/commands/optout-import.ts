import { type Command, InvalidArgumentError } from 'commander';
import { choice, SCOPES } from '../enums.ts';
import { CliFailure, ExitCode, UsageFault } from '../failures.ts';
import { importIdOf } from '../import/import-id.ts';
import {
  addToTally,
  emptyImportTally,
  type ImportedRow,
  type ImportTally,
} from '../import/import-tally.ts';
import { openImportView } from '../import/import-view.ts';
import { readOptOutRows } from '../import/opt-out-rows.ts';
import { runImport } from '../import/run-import.ts';
import { countRows } from '../send/recipients.ts';
import { openReport } from '../send/report.ts';
import type { Session } from '../session.ts';
import { examples, type Setup, startStoppable } from './setup.ts';

interface ImportOptions {
  scope: keyof typeof SCOPES;
  id?: string;
  org?: string;
  dryRun?: boolean;
  report?: string;
  importId?: string;
  afterLine: number;
}

const MORE_HELP = `
The file is CSV in UTF-8, separated by "," or ";", one person a line. Its first line names the columns: the number stands in "to",
"address", "number", "phone" or "msisdn"; "requested_at" (2026-11-22 or 2026-11-22T10:00:00Z) says when the person asked.

Rows that cannot be used, and rows that are held for a review, are shown by line with a reason; the others are recorded, and hold
everywhere when they are. The same command again goes on where it was cut off: what stands is not recorded again.`;

/** `hustings optout import` */
export function addImport(optout: Command, setup: Setup): void {
  optout
    .command('import <file>')
    .description('record everybody in a CSV file; exit code 1 when a row was not recorded')
    .addOption(choice('--scope <scope>', 'how far each reaches', SCOPES).default('organisation'))
    .option('--id <id>', 'sender or campaign, for those scopes')
    .option('--org <organisation>', 'organisation, for staff')
    .option('--dry-run', 'say what each row would come to, and change nothing')
    .option('--report <file>', 'write what became of each row, one JSON object a line')
    .option('--import-id <id>', 'name of the import; by default it follows from the file')
    .option('--after-line <line>', 'leave out rows up to this line', parseLine, 0)
    .addHelpText('after', MORE_HELP)
    .addHelpText(
      'after',
      examples('optout import unsubscribed.csv --dry-run', 'optout import unsubscribed.csv'),
    )
    .action((file: string, options: ImportOptions, command: Command) =>
      startStoppable(setup, command, (session) => importFile(session, file, options)),
    );
}

async function importFile(
  session: Session,
  file: string,
  options: ImportOptions,
): Promise<ExitCode> {
  const order = await orderOf(file, options);
  const total = await countRows(file);
  if (total === 0) throw new UsageFault(`${file} names nobody: it has a header and no rows`);
  const report = await openReport(options.report);
  const tally = emptyImportTally();
  const view = openImportView(session.io, session.quiet, total);
  let throughLine = options.afterLine;
  try {
    const { interrupted: signal } = session.io;
    const run = { client: session.client('imports'), rows: readOptOutRows(file), order, signal };
    await runImport({
      ...run,
      afterLine: options.afterLine,
      onRow(row) {
        addToTally(tally, row);
        report.add(row);
        if (row.result === 'invalid' || row.result === 'held') show(session, row);
        view.update(tally);
      },
      onAnswered(line) {
        throughLine = line;
      },
    });
  } catch (error) {
    view.end();
    if (throughLine > 0)
      session.note(`stopped; the same command goes on, and --after-line ${throughLine} is faster`);
    throw error;
  } finally {
    view.end();
    await report.close();
  }
  return finish(session, { tally, order, throughLine });
}

function finish(
  session: Session,
  {
    tally,
    order,
    throughLine,
  }: { tally: ImportTally; order: { importId: string; dryRun: boolean }; throughLine: number },
): ExitCode {
  const { importId, dryRun } = order;
  const { rows, recorded, already, invalid, held } = tally;
  const verb = dryRun ? 'would be recorded' : 'recorded';
  session.print(
    { importId, dryRun, ...tally, throughLine },
    `${rows} rows: ${recorded} ${verb}, ${already} stood already, ${invalid} cannot be used, ${held} held`,
  );
  if (held > 0) {
    session.note(
      `held rows wait for a review by staff: hustings optout review ${importId} --approve --reason …; then the same command again`,
    );
  }
  if (session.io.interrupted.aborted) {
    throw new CliFailure({
      exitCode: ExitCode.interrupted,
      reason: 'INTERRUPTED',
      message: `interrupted; the same command goes on, and --after-line ${throughLine} is faster`,
    });
  }
  return invalid + held === 0 ? ExitCode.ok : ExitCode.refused;
}

/** For programs one JSON object a line, like the result that follows. */
function show(session: Session, row: ImportedRow): void {
  const { line, result, reason, detail } = row;
  const text = `line ${line}: ${result} ${reason}${detail === undefined ? '' : ` (${detail})`}`;
  session.print(row, text);
}

async function orderOf(file: string, options: ImportOptions) {
  const { scope, id, org } = options;
  const needsId = scope === 'sender' || scope === 'campaign';
  if (needsId !== (id !== undefined)) {
    throw new UsageFault(
      needsId
        ? `--scope ${scope} needs --id with the ${scope}'s id`
        : `--id belongs to --scope sender or campaign, not ${scope}`,
    );
  }
  return {
    importId: options.importId ?? (await importIdOf(file, scope, id ?? '', org ?? '')),
    organisationId: org ?? '',
    scope: SCOPES[scope],
    scopeId: id ?? '',
    dryRun: options.dryRun ?? false,
  };
}

function parseLine(value: string): number {
  const line = Number(value);
  if (Number.isSafeInteger(line) && line >= 0) return line;
  throw new InvalidArgumentError('must be the number of a line.');
}
