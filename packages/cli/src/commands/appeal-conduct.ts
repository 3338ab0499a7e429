import { Complainant } from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { instantOption } from '../instants.ts';
import { renderFields } from '../output.ts';
import type { Session } from '../session.ts';
import { isoFromTimestamp } from '../time.ts';
import { examples, type Setup, start } from './setup.ts';

/** `hustings appeal conduct|warn|pause|resume`: what follows when an organisation appeals often and manifestly without ground. */
export function addConduct(appeal: Command, setup: Setup): void {
  appeal
    .command('conduct [organisation]')
    .description('what counts of its appeals, and what it was told; staff name the organisation')
    .addHelpText('after', examples('appeal conduct', 'appeal conduct org-1 --json'))
    .action((organisationId: string | undefined, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const request = { organisationId: organisationId ?? '' };
        const { complainant } = await session.client('remedy').getComplainant(request);
        printConduct(session, complainant);
        return undefined;
      }),
    );
  appeal
    .command('warn <organisation>')
    .description('warn that repeated appeals may be paused (moderator)')
    .requiredOption('--reasons <text>', 'how many, which share, how grave, with which intention')
    .addHelpText('after', examples('appeal warn org-1 --reasons "three of three, word for word"'))
    .action((organisationId: string, { reasons }: { reasons: string }, command: Command) =>
      start(setup, command, async (session) => {
        const request = { organisationId, reasons };
        const { complainant } = await session.client('remedy').warnComplainant(request);
        printConduct(session, complainant);
        return undefined;
      }),
    );
  addPause(appeal, setup);
}

function addPause(appeal: Command, setup: Setup): void {
  appeal
    .command('pause <organisation>')
    .description('take no repeated appeals for a time (reviewer who took no part); first ones are')
    .requiredOption('--until <instant>', 'end, at most 30 days ahead')
    .requiredOption('--reasons <text>', 'how many, which share, how grave, with which intention')
    .addHelpText(
      'after',
      examples('appeal pause org-1 --until 2026-12-20T00:00:00Z --reasons "a fourth one followed"'),
    )
    .action(
      (organisationId: string, options: { until: string; reasons: string }, command: Command) =>
        start(setup, command, async (session) => {
          const { reasons } = options;
          const until = instantOption('--until', options.until);
          const request = { organisationId, reasons, until };
          const { complainant } = await session.client('remedy').pauseComplaints(request);
          printConduct(session, complainant);
          return undefined;
        }),
    );
  appeal
    .command('resume <organisation>')
    .description('end the pause before its time (reviewer who did not decide it)')
    .requiredOption('--reasons <text>', 'why')
    .addHelpText('after', examples('appeal resume org-1 --reasons "they named a new witness"'))
    .action((organisationId: string, { reasons }: { reasons: string }, command: Command) =>
      start(setup, command, async (session) => {
        const request = { organisationId, reasons };
        const { complainant } = await session.client('remedy').resumeComplaints(request);
        printConduct(session, complainant);
        return undefined;
      }),
    );
}

function printConduct(session: Session, found: Complainant | undefined): void {
  const at = (when: Complainant['warnedAt']): string => (when ? isoFromTimestamp(when) : '');
  const text = found
    ? renderFields([
        ['organisation', found.organisationId],
        ['decided in 180 days', String(found.decided)],
        ['manifestly unfounded', String(found.manifestlyUnfounded)],
        ['warned', at(found.warnedAt)],
        ['warning fetched', at(found.warningDeliveredAt)],
        ['paused until', at(found.pausedUntil)],
        ['reasons', found.reasons],
      ])
    : '(none)';
  session.print(found && Complainant.toJSON(found), text);
}
