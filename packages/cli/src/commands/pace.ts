import { SlowStart } from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { renderTable } from '../output.ts';
import { isoFromTimestamp } from '../time.ts';
import { examples, group, type Setup, start } from './setup.ts';

const COLUMNS = ['sender', 'status', 'since', 'until', 'none before', 'rule'];

/** `hustings pace …` */
export function paceCommands(setup: Setup): Command {
  const pace = group(
    'pace',
    'slow starts: who is slowed down for something new, and your word on it',
  );
  pace
    .command('confirm <sender>')
    .description(
      'what is new is yours: ends a slow start at once, or announces a new list or tool ahead',
    )
    .requiredOption('--reason <text>', 'what is new; an operator says how they know')
    .addHelpText(
      'after',
      examples('pace confirm snd-… --reason "get out the vote, new voter file of 4 May"'),
    )
    .action((senderId: string, { reason }: { reason: string }, command: Command) =>
      start(setup, command, async (session) => {
        const { slowStart } = await session.client('remedy').confirmPace({ senderId, reason });
        session.print(
          slowStart && SlowStart.toJSON(slowStart),
          slowStart ? renderTable(COLUMNS, [rowOf(slowStart)]) : '(none)',
        );
        return undefined;
      }),
    );
  pace
    .command('list')
    .description("slow starts, newest first; the organisation's own, staff see all")
    .option('--all', 'also those that have ended, and what was announced')
    .addHelpText('after', examples('pace list', 'pace list --all --json'))
    .action((options: { all?: boolean }, command: Command) =>
      start(setup, command, async (session) => {
        const request = { includeEnded: options.all ?? false };
        const { slowStarts } = await session.client('remedy').listSlowStarts(request);
        session.print(
          slowStarts.map((each) => SlowStart.toJSON(each)),
          renderTable(COLUMNS, slowStarts.map(rowOf)),
        );
        return undefined;
      }),
    );
  return pace;
}

function rowOf({ senderId, status, startsAt, endsAt, freeUntil, ruleId }: SlowStart): string[] {
  const at = (when: SlowStart['startsAt']): string => (when ? isoFromTimestamp(when) : '');
  return [senderId, status.toLowerCase(), at(startsAt), at(endsAt), at(freeUntil), ruleId];
}
