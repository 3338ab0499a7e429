import {
  ListHeldImportsResponse,
  ReviewImportResponse,
  scopeToJSON,
} from '@hustings/contracts/optout';
import type { Command } from 'commander';
import { UsageFault } from '../failures.ts';
import { renderTable, shortName } from '../output.ts';
import { isoFromTimestamp } from '../time.ts';
import { examples, type Setup, start } from './setup.ts';

interface ReviewOptions {
  approve?: boolean;
  refuse?: boolean;
  reason: string;
}

/** `hustings optout held` and `hustings optout review`: lists that one requester may not bring unseen. */
export function addReview(optout: Command, setup: Setup): void {
  optout
    .command('held')
    .description('imports that wait for a review')
    .addHelpText('after', examples('optout held'))
    .action((_options: object, command: Command) =>
      start(setup, command, async (session) => {
        const found = await session.client('imports').listHeldImports({});
        const rows = found.imports.map((each) => [
          each.importId,
          each.organisationId,
          shortName(scopeToJSON(each.scope), 'SCOPE_'),
          each.requester,
          String(each.rowsTaken),
          each.heldAt ? isoFromTimestamp(each.heldAt) : '',
        ]);
        session.print(
          ListHeldImportsResponse.toJSON(found),
          renderTable(['import', 'organisation', 'scope', 'requester', 'rows', 'held'], rows),
        );
        return undefined;
      }),
    );
  optout
    .command('review <import>')
    .description('let the rest of an import in, or keep it out; somebody else than its requester')
    .option('--approve', 'its rows are let in')
    .option('--refuse', 'its rows stay out')
    .requiredOption('--reason <text>', 'why, for the record')
    .addHelpText('after', examples('optout review imp-… --approve --reason "the party’s own list"'))
    .action((importId: string, options: ReviewOptions, command: Command) =>
      start(setup, command, async (session) => {
        const approve = options.approve ?? false;
        if (approve === (options.refuse ?? false)) {
          throw new UsageFault('say either --approve or --refuse');
        }
        const { reason } = options;
        const done = await session.client('imports').reviewImport({ importId, approve, reason });
        session.print(
          ReviewImportResponse.toJSON(done),
          approve ? 'approved: the same import may go on' : 'refused: its rows stay out',
        );
        return undefined;
      }),
    );
}
