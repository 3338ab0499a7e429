import { Hold, SubjectKind } from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { collect } from '../enums.ts';
import { UsageFault } from '../failures.ts';
import { instantOption } from '../instants.ts';
import { renderTable } from '../output.ts';
import type { Session } from '../session.ts';
import { isoFromTimestamp } from '../time.ts';
import { examples, group, type Setup, start } from './setup.ts';

/** `hustings hold …` */
export function holdCommands(setup: Setup): Command {
  const hold = group('hold', 'freeze an account that was taken over, and give it back');
  addPlace(hold, setup);
  addReview(hold, setup);
  addReturn(hold, setup);
  hold
    .command('list')
    .description("holds, newest first; the organisation's own, staff see all")
    .option('--all', 'also those that were lifted')
    .addHelpText('after', examples('hold list'))
    .action((options: { all?: boolean }, command: Command) =>
      start(setup, command, async (session) => {
        const request = { includeLifted: options.all ?? false };
        const { holds } = await session.client('remedy').listHolds(request);
        session.print(
          holds.map((each) => Hold.toJSON(each)),
          renderTable(['hold', 'subject', 'status', 'placed', 'review by'], holds.map(rowOf)),
        );
        return undefined;
      }),
    );
  return hold;
}

interface PlaceOptions {
  sender?: string;
  organisation?: string;
  reasons: string;
  since?: string;
  suspect: string[];
}

function addPlace(hold: Command, setup: Setup): void {
  hold
    .command('place')
    .description('freeze everything: no sanction, nothing counts against the victim')
    .requiredOption('--reasons <text>', 'what points to a takeover')
    .option('--sender <id>', 'only this sender')
    .option('--organisation <id>', 'this organisation (moderator); else the own one')
    .option('--since <instant>', 'since when it may have lasted, at most 30 days ago')
    .option('--suspect <credential>', 'a suspect credential; may be repeated', collect, [])
    .addHelpText(
      'after',
      examples('hold place --reasons "a login that is not ours" --suspect crd-…'),
    )
    .action((options: PlaceOptions, command: Command) =>
      start(setup, command, async (session) => {
        const { sender, organisation = '', reasons, since, suspect } = options;
        const response = await session.client('remedy').placeHold({
          subjectKind:
            sender === undefined
              ? SubjectKind.SUBJECT_KIND_ORGANISATION
              : SubjectKind.SUBJECT_KIND_SENDER,
          subjectId: sender ?? organisation,
          reasons,
          suspectedSince: instantOption('--since', since),
          suspectCredentialIds: suspect,
        });
        printHold(session, response.hold);
        return undefined;
      }),
    );
}

function addReview(hold: Command, setup: Setup): void {
  hold
    .command('review <hold>')
    .description('look at a hold within a day (a reviewer who did not place it)')
    .option('--keep', 'it stays until the owner is verified anew')
    .option('--end', 'it was unfounded')
    .requiredOption('--reasons <text>', 'why')
    .addHelpText('after', examples('hold review hld-… --keep --reasons "the login is foreign"'))
    .action(
      (
        holdId: string,
        options: { keep?: boolean; end?: boolean; reasons: string },
        command: Command,
      ) =>
        start(setup, command, async (session) => {
          const { keep = false, end = false, reasons } = options;
          if (keep === end) throw new UsageFault('say either --keep or --end');
          const response = await session.client('remedy').reviewHold({ holdId, keep, reasons });
          printHold(session, response.hold);
          return undefined;
        }),
    );
  hold
    .command('reverify <hold>')
    .description('record that the owner proved again who they are (operator, moderator)')
    .requiredOption('--proof <text>', 'what was shown; no personal data')
    .requiredOption('--trust <credential>', "the owner's credential: it works again at once")
    .addHelpText('after', examples('hold reverify hld-… --proof "register extract" --trust crd-…'))
    .action((holdId: string, options: { proof: string; trust: string }, command: Command) =>
      start(setup, command, async (session) => {
        const { proof, trust: trustedCredentialId } = options;
        const request = { holdId, proof, trustedCredentialId };
        const response = await session.client('remedy').reverifyOwner(request);
        printHold(session, response.hold);
        return undefined;
      }),
    );
}

function addReturn(hold: Command, setup: Setup): void {
  hold
    .command('lift <hold>')
    .description('give the account back (a reviewer who took no part)')
    .requiredOption('--reason <text>', 'why')
    .addHelpText('after', examples('hold lift hld-… --reason "the owner is back"'))
    .action((holdId: string, options: { reason: string }, command: Command) =>
      start(setup, command, async (session) => {
        const { reason } = options;
        const response = await session.client('remedy').liftHold({ holdId, reason });
        printHold(session, response.hold);
        return undefined;
      }),
    );
  hold
    .command('told <hold>')
    .description('record that the people who were written to in the window were told, once')
    .requiredOption('--how <text>', 'how')
    .requiredOption('--people <count>', 'how many')
    .addHelpText('after', examples('hold told hld-… --how "one message each" --people 120'))
    .action((holdId: string, options: { how: string; people: string }, command: Command) =>
      start(setup, command, async (session) => {
        if (!/^\d{1,9}$/.test(options.people)) throw new UsageFault('--people is a whole number');
        const request = { holdId, how: options.how, people: BigInt(options.people) };
        const response = await session.client('remedy').recordRecipientsTold(request);
        printHold(session, response.hold);
        return undefined;
      }),
    );
}

function printHold(session: Session, hold: Hold | undefined): void {
  const text = hold
    ? renderTable(['hold', 'subject', 'status', 'placed', 'review by'], [rowOf(hold)])
    : '(none)';
  session.print(hold && Hold.toJSON(hold), text);
}

function rowOf({ holdId, subjectId, status, placedAt, reviewBy }: Hold): string[] {
  const at = (when: Hold['placedAt']): string => (when ? isoFromTimestamp(when) : '');
  return [holdId, subjectId, status.toLowerCase(), at(placedAt), at(reviewBy)];
}
