import { LegalHold } from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { UsageFault } from '../failures.ts';
import { instantOption } from '../instants.ts';
import { renderTable } from '../output.ts';
import type { Session } from '../session.ts';
import { isoFromTimestamp } from '../time.ts';
import { examples, group, type Setup, start } from './setup.ts';

/** `hustings legal-hold …` */
export function legalHoldCommands(setup: Setup): Command {
  const legalHold = group('legal-hold', 'keep what the law asks for; changes no standing');
  addPlace(legalHold, setup);
  addLift(legalHold, setup);
  legalHold
    .command('list')
    .description("legal holds, newest first; the organisation's own, staff see all")
    .option('--all', 'also those that were lifted')
    .addHelpText('after', examples('legal-hold list', 'legal-hold list --all --json'))
    .action((options: { all?: boolean }, command: Command) =>
      start(setup, command, async (session) => {
        const request = { includeLifted: options.all ?? false };
        const { legalHolds } = await session.client('remedy').listLegalHolds(request);
        session.print(
          legalHolds.map((each) => LegalHold.toJSON(each)),
          renderTable(HEAD, legalHolds.map(rowOf)),
        );
        return undefined;
      }),
    );
  return legalHold;
}

interface PlaceOptions {
  case?: string;
  organisation?: string;
  authority: string;
  reasons: string;
  since?: string;
}

function addPlace(legalHold: Command, setup: Setup): void {
  legalHold
    .command('place')
    .description('nothing of it is erased from now on (moderator or counsel)')
    .option('--case <id>', 'one case with its evidence and appeals')
    .option('--organisation <id>', 'everything of an organisation: no erasure of a person either')
    .requiredOption('--authority <text>', "what asks for it, such as a court's order")
    .requiredOption('--reasons <text>', 'why so much has to be kept')
    .option('--since <instant>', 'only contents that were stored from then on')
    .addHelpText(
      'after',
      examples(
        'legal-hold place --case cas-snd-1-1 --authority "order 12/2026" --reasons "it is before a court"',
      ),
    )
    .action((options: PlaceOptions, command: Command) =>
      start(setup, command, async (session) => {
        const { organisation: organisationId = '', case: caseId = '', since, ...said } = options;
        if ((organisationId === '') === (caseId === '')) {
          throw new UsageFault('say either --case or --organisation');
        }
        const response = await session.client('remedy').placeLegalHold({
          ...{ organisationId, caseId, authority: said.authority, reasons: said.reasons },
          coversFrom: instantOption('--since', since),
        });
        printHold(session, response.legalHold);
        return undefined;
      }),
    );
}

function addLift(legalHold: Command, setup: Setup): void {
  legalHold
    .command('ask-lift <legal-hold>')
    .description('ask that it is lifted; it stands until somebody else agrees')
    .requiredOption('--reasons <text>', 'why it is needed no longer')
    .addHelpText('after', examples('legal-hold ask-lift lgh-… --reasons "the order was withdrawn"'))
    .action((legalHoldId: string, { reasons: reason }: { reasons: string }, command: Command) =>
      start(setup, command, async (session) => {
        const request = { legalHoldId, reason };
        const response = await session.client('remedy').askLegalHoldLift(request);
        printHold(session, response.legalHold);
        return undefined;
      }),
    );
  legalHold
    .command('lift <legal-hold>')
    .description('lift it (reviewer or counsel who neither placed it nor asked)')
    .requiredOption('--reasons <text>', 'why')
    .addHelpText('after', examples('legal-hold lift lgh-… --reasons "read the withdrawal"'))
    .action((legalHoldId: string, { reasons: reason }: { reasons: string }, command: Command) =>
      start(setup, command, async (session) => {
        const request = { legalHoldId, reason };
        const response = await session.client('remedy').liftLegalHold(request);
        printHold(session, response.legalHold);
        return undefined;
      }),
    );
}

const HEAD = ['legal hold', 'covers', 'status', 'placed', 'authority'];

function printHold(session: Session, hold: LegalHold | undefined): void {
  session.print(hold && LegalHold.toJSON(hold), renderTable(HEAD, hold ? [rowOf(hold)] : []));
}

function rowOf({ legalHoldId, organisationId, caseId, ...hold }: LegalHold): string[] {
  const placed = hold.placedAt ? isoFromTimestamp(hold.placedAt) : '';
  const covers = caseId || organisationId;
  return [legalHoldId, covers, hold.status.toLowerCase(), placed, hold.authority];
}
