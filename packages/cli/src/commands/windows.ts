import { readFile } from 'node:fs/promises';
import {
  type CompiledWindows,
  compileWindows,
  holidayRow,
  nextOpening,
  type PolicyDocument,
  parsePolicyText,
  publicHolidays,
  type WindowState,
  windowsAt,
} from '@hustings/policy';
import type { Command } from 'commander';
import { ExitCode, UsageFault } from '../failures.ts';
import { renderTable } from '../output.ts';
import { examples, group, type Setup, start } from './setup.ts';

/** One kind of recipient and what holds for it. */
interface PlaceReport {
  place: string;
  state: WindowState['state'];
  /** Row or election that closes it; '' while it is open. */
  rule: string;
  /** ISO instant, or null when none can be foreseen. */
  opensAt: string | null;
}

/** `hustings windows …` */
export function windowsCommands(setup: Setup): Command {
  const windows = group('windows', 'when one may send: quiet hours and election silence');
  windows
    .command('check <file>')
    .description(
      'check the windows of a policy document and list what opens when; needs no services',
    )
    .option('--at <instant>', 'ISO instant to look from; now when it is left out')
    .option('--place <place...>', 'further places, "<region>;<zone>;<country of the number>"')
    .addHelpText(
      'after',
      examples(
        'windows check examples/policies/default.json',
        'windows check policy.json --at 2027-05-22T12:00:00Z --place "ES-CN;;" ";;FR+GP"',
      ),
    )
    .action((file: string, options: { at?: string; place?: string[] }, command: Command) =>
      start(setup, command, async (session) => {
        const atUs = instantOf(options.at);
        const parsed = parsePolicyText(await readText(file));
        if (!parsed.ok) {
          const lines = parsed.error.map((fault) => `${fault.path}: ${fault.message}`);
          session.print({ ok: false, faults: parsed.error }, lines.join('\n'));
          return ExitCode.refused;
        }
        const compiled = compileWindows(parsed.value);
        if (compiled === undefined) {
          session.print({ ok: true, places: [] }, 'no windows: messages go out at every hour');
          return undefined;
        }
        const places = placesOf(compiled, options.place ?? []);
        const reports = places.map((place) => reportOn(compiled, place, atUs));
        session.print(
          { ok: true, places: reports, elections: electionsOf(parsed.value) },
          tableOf(reports),
        );
        return undefined;
      }),
    );
  addHolidays(windows, setup);
  return windows;
}

function addHolidays(windows: Command, setup: Setup): void {
  windows
    .command('holidays <jurisdiction>')
    .description(
      'propose the public holidays of a row of quiet hours, to be entered in a policy; needs no services',
    )
    .requiredOption('--from <date>', 'first day, such as 2027-01-01')
    .requiredOption('--through <date>', 'last day')
    .addHelpText(
      'after',
      examples('windows holidays FR --from 2027-01-01 --through 2027-12-31 --json'),
    )
    .action((jurisdiction: string, options: { from: string; through: string }, command: Command) =>
      start(setup, command, async (session) => {
        const row = holidayRow(jurisdiction);
        if (row === undefined) {
          throw new UsageFault(
            `no rules for the holidays of ${jurisdiction}; enter them by hand under windows.quietHours.holidays.${jurisdiction}`,
          );
        }
        const span = { from: dateOf(options.from), through: dateOf(options.through) };
        const dates = publicHolidays(jurisdiction, span);
        const { source, confidence, note } = row;
        session.print(
          { jurisdiction, source, confidence, note, entry: { through: span.through, dates } },
          dates.join('\n'),
        );
        session.note(`From ${source}, confidence ${confidence}. Check them before you enter them.`);
        return undefined;
      }),
    );
}

function dateOf(text: string): string {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isDate) return text;
  throw new UsageFault(`"${text}" is no date; write it as 2027-01-31`);
}

/** Every place that a row or an election names, as a number from there, and one from nowhere in particular. */
function placesOf({ section }: CompiledWindows, more: string[]): string[] {
  const rows = [
    ...(section.quietHours?.apply ?? []),
    ...(section.quietHours?.own ?? []).map((row) => row.jurisdiction),
  ].map((name) => name.replace(/:[a-z]+$/, ''));
  const voting = section.elections.map(({ jurisdiction, district }) => district ?? jurisdiction);
  const codes = [...new Set([...rows, ...voting])].filter((code) => code !== '*');
  const regions = codes.map((code) => (code.length > 2 ? `${code};;` : `;;${code}`));
  return [...new Set([...regions, ';;US:MAINLAND', ';;', ...more])];
}

function reportOn(windows: CompiledWindows, place: string, atUs: number): PlaceReport {
  const state = windowsAt(windows, place, atUs);
  const opensAtUs = nextOpening(windows, place, atUs);
  return {
    place,
    state: state.state,
    rule: state.state === 'OPEN' ? '' : state.ruleId,
    opensAt: opensAtUs === 0 ? null : new Date(opensAtUs / 1_000).toISOString(),
  };
}

function electionsOf({ windows }: PolicyDocument) {
  return windows?.elections.map(({ id, jurisdiction, pollingDays }) => ({
    id,
    jurisdiction,
    pollingDays,
  }));
}

function tableOf(reports: PlaceReport[]): string {
  return renderTable(
    ['place', 'now', 'because of', 'opens'],
    reports.map(({ place, state, rule, opensAt }) => [
      place === ';;' ? '(unknown)' : place,
      state.toLowerCase(),
      rule,
      state === 'OPEN' ? '' : (opensAt ?? 'never, as far as can be foreseen'),
    ]),
  );
}

function instantOf(text: string | undefined): number {
  const ms = text === undefined ? Date.now() : Date.parse(text);
  if (Number.isNaN(ms)) throw new UsageFault(`--at ${text} is no ISO instant`);
  return ms * 1_000;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageFault(`cannot read ${file}: check the path and its permissions`, error);
  }
}
