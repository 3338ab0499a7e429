import {
  GetSuppressionResponse,
  OptOutResponse,
  Source,
  scopeToJSON,
  sourceToJSON,
} from '@hustings/contracts/optout';
import type { Command } from 'commander';
import { choice, SCOPES } from '../enums.ts';
import { UsageFault } from '../failures.ts';
import { renderTable, shortName } from '../output.ts';
import { isoFromTimestamp } from '../time.ts';
import { addActs } from './optout-acts.ts';
import { addImport } from './optout-import.ts';
import { addPage } from './optout-page.ts';
import { addProofs } from './optout-proof.ts';
import { addReview } from './optout-review.ts';
import { addRecognise } from './recognise.ts';
import { examples, group, type Setup, start } from './setup.ts';

interface AddOptions {
  scope: keyof typeof SCOPES;
  id?: string;
  org?: string;
}

/** `hustings optout …` */
export function optoutCommands(setup: Setup): Command {
  const optout = group('optout', 'record opt-outs, check whether one stands, recognise replies');
  optout
    .command('add <number>')
    .description('record an opt-out; when this returns, it holds everywhere')
    .addOption(choice('--scope <scope>', 'how far it reaches', SCOPES).default('organisation'))
    .option('--id <id>', 'sender or campaign, for those scopes')
    .option('--org <organisation>', 'organisation, for staff')
    .addHelpText(
      'after',
      examples(
        'optout add +34600000001',
        'optout add +34600000001 --scope campaign --id cmp-…',
        'optout add +34600000001 --scope all-political',
      ),
    )
    .action((address: string, options: AddOptions, command: Command) =>
      start(setup, command, async (session) => {
        const needsId = options.scope === 'sender' || options.scope === 'campaign';
        if (needsId !== (options.id !== undefined)) {
          throw new UsageFault(
            needsId
              ? `--scope ${options.scope} needs --id with the ${options.scope}'s id`
              : `--id belongs to --scope sender or campaign, not ${options.scope}`,
          );
        }
        const response = await session.client('optout').optOut({
          address,
          organisationId: options.org ?? '',
          scope: SCOPES[options.scope],
          scopeId: options.id ?? '',
          source: Source.SOURCE_ON_BEHALF,
        });
        const after = `in effect after ${Number(response.effectiveAfterUs) / 1000} ms`;
        session.print(
          OptOutResponse.toJSON(response),
          response.already ? 'opted out already' : `opted out, ${after}`,
        );
        return undefined;
      }),
    );
  optout
    .command('check <number>')
    .description('the opt-outs that stand for the caller’s organisation')
    .addHelpText('after', examples('optout check +34600000001'))
    .action((address: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const found = await session.client('optout').getSuppression({ address });
        const rows = found.suppressions.map((each) => [
          shortName(scopeToJSON(each.scope), 'SCOPE_'),
          each.scopeId,
          each.since ? isoFromTimestamp(each.since) : '',
          shortName(sourceToJSON(each.source), 'SOURCE_'),
          each.provisional ? 'to be confirmed' : 'final',
        ]);
        session.print(
          GetSuppressionResponse.toJSON(found),
          renderTable(['scope', 'id', 'since', 'source', 'state'], rows),
        );
        return undefined;
      }),
    );
  addImport(optout, setup);
  addReview(optout, setup);
  addProofs(optout, setup);
  addActs(optout, setup);
  addPage(optout, setup);
  addRecognise(optout, setup);
  return optout;
}
