import { MassAction } from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { UsageFault } from '../failures.ts';
import { renderFields } from '../output.ts';
import type { Session } from '../session.ts';
import { isoFromTimestamp } from '../time.ts';
import { examples, type Setup, start } from './setup.ts';

interface BlindOptions {
  same?: boolean;
  otherwise?: boolean;
  reasons: string;
}

/** `hustings case blind-review`, `mass-action` */
export function addBlindReview(cases: Command, setup: Setup): void {
  cases
    .command('blind-review <mass-action> <case>')
    .description('decide one account again from its evidence alone (a reviewer who took no part)')
    .option('--same', 'the evidence alone carries the measure')
    .option('--otherwise', 'it does not: the whole action halts')
    .requiredOption('--reasons <text>', 'why')
    .addHelpText(
      'after',
      examples('case blind-review mas-… cas-… --same --reasons "each message is a copy"'),
    )
    .action((massActionId: string, caseId: string, options: BlindOptions, command: Command) =>
      start(setup, command, async (session) => {
        const { same = false, otherwise = false, reasons } = options;
        if (same === otherwise) throw new UsageFault('say either --same or --otherwise');
        const request = { massActionId, caseId, wouldImpose: same, reasons };
        const { massAction } = await session.client('case').recordBlindReview(request);
        return printAction(session, massAction);
      }),
    );
  cases
    .command('mass-action <mass-action>')
    .description('where a mass action stands; which accounts, for staff only')
    .addHelpText('after', examples('case mass-action mas-…', 'case mass-action mas-… --json'))
    .action((massActionId: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const { massAction } = await session.client('case').getMassAction({ massActionId });
        return printAction(session, massAction);
      }),
    );
}

function printAction(session: Session, action: MassAction | undefined): undefined {
  session.print(action && MassAction.toJSON(action), action ? describe(action) : '(none)');
  return undefined;
}

function describe(action: MassAction): string {
  const { massActionId, clause, status, accounts, approvals, released, nextStageAt } = action;
  return renderFields([
    ['mass action', massActionId],
    ['clause', clause],
    ['status', status.toLowerCase()],
    ['accounts', `${accounts}, of which ${released} released`],
    ['approvals', String(approvals)],
    ['blind reviews', `${action.reviewsDone} of ${action.reviewsNeeded}`],
    ['to look at again', action.sample.join(', ') || '-'],
    ['next stage', nextStageAt ? isoFromTimestamp(nextStageAt) : '-'],
  ]);
}
