import { ConflictKind, MassAction } from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { choice } from '../enums.ts';
import { examples, type Setup, start } from './setup.ts';

const CONFLICTS = {
  party: ConflictKind.CONFLICT_KIND_PARTY,
  candidate: ConflictKind.CONFLICT_KIND_CANDIDATE,
  reporter: ConflictKind.CONFLICT_KIND_REPORTER,
  competitor: ConflictKind.CONFLICT_KIND_COMPETITOR,
} as const;

interface ConflictOptions {
  kind: keyof typeof CONFLICTS;
}

interface BindOptions {
  clause: string;
  reasons: string;
}

/** `hustings case declare-conflict`, `bind`, `approve-mass`, `roll-back`. */
export function addStaffWork(cases: Command, setup: Setup): void {
  cases
    .command('bind <proposals...>')
    .description('bind five proposals or more into one mass action (moderator)')
    .requiredOption('--clause <text>', 'clause of the terms, with its version')
    .requiredOption('--reasons <text>', 'why these accounts are looked at together')
    .addHelpText(
      'after',
      examples('case bind prp-1 prp-2 prp-3 prp-4 prp-5 --clause "terms 4.2 (3)" --reasons "…"'),
    )
    .action((proposalIds: string[], options: BindOptions, command: Command) =>
      start(setup, command, async (session) => {
        const request = { proposalIds, ...options };
        const { massAction } = await session.client('case').proposeMassAction(request);
        session.print(
          massAction && MassAction.toJSON(massAction),
          `${massAction?.massActionId ?? ''}: look again at ${massAction?.sample.join(', ') ?? ''}`,
        );
        return undefined;
      }),
    );
  cases
    .command('approve-mass <mass-action>')
    .description('approve a mass action: three reviewers, none with a conflict')
    .requiredOption('--reasons <text>', 'why')
    .addHelpText('after', examples('case approve-mass mas-… --reasons "each finding stands"'))
    .action((massActionId: string, { reasons }: { reasons: string }, command: Command) =>
      start(setup, command, async (session) => {
        const request = { massActionId, reasons };
        const { massAction } = await session.client('case').approveMassAction(request);
        session.print(
          massAction && MassAction.toJSON(massAction),
          `${massActionId}: ${massAction?.approvals ?? 0} approval(s)`,
        );
        return undefined;
      }),
    );
  cases
    .command('declare-conflict <organisation>')
    .description('declare a conflict of interest of your own (staff)')
    .addOption(choice('--kind <kind>', 'why', CONFLICTS).makeOptionMandatory())
    .addHelpText('after', examples('case declare-conflict org-… --kind party'))
    .action((organisationId: string, options: ConflictOptions, command: Command) =>
      start(setup, command, async (session) => {
        const request = { organisationId, kind: CONFLICTS[options.kind] };
        await session.client('case').declareConflict(request);
        session.print({ organisationId, kind: options.kind }, `declared for ${organisationId}`);
        return undefined;
      }),
    );
  cases
    .command('roll-back <mass-action>')
    .description('reverse everything that a mass action imposed (moderator, reviewer)')
    .requiredOption('--reasons <text>', 'why')
    .addHelpText('after', examples('case roll-back mas-… --reasons "the signal was wrong"'))
    .action((massActionId: string, { reasons }: { reasons: string }, command: Command) =>
      start(setup, command, async (session) => {
        const request = { massActionId, reasons };
        const { massAction } = await session.client('case').rollBackMassAction(request);
        session.print(
          massAction && MassAction.toJSON(massAction),
          `${massActionId}: ${massAction?.released ?? 0} account(s) are given back`,
        );
        return undefined;
      }),
    );
}
