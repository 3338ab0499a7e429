import { readFile } from 'node:fs/promises';
import { ApprovePolicyResponse } from '@hustings/contracts/enforcement';
import { parsePolicyText, policyHash } from '@hustings/policy';
import type { Command } from 'commander';
import { ExitCode, UsageFault } from '../failures.ts';
import { renderFields } from '../output.ts';
import { isoFromTimestamp } from '../time.ts';
import { addDryRun } from './policy-review.ts';
import { examples, group, type Setup, start } from './setup.ts';
import { addShadow } from './trial.ts';

/** `hustings policy …` */
export function policyCommands(setup: Setup): Command {
  const policy = group('policy', 'the policy document: data that two people put into force');
  addCheck(policy, setup);
  addDryRun(policy, setup);
  addShadow(policy, setup);
  policy
    .command('propose <file>')
    .description('propose a document (policy officer)')
    .addHelpText('after', examples('policy propose examples/policies/default.json'))
    .action((file: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const documentJson = await readText(file);
        const { hash } = await session.client('policy').proposePolicy({ documentJson });
        session.print({ hash }, renderFields([['hash', hash]]));
        session.note(`Two other officers approve it: "hustings policy approve ${hash}".`);
        return undefined;
      }),
    );
  policy
    .command('approve <hash>')
    .description('approve a document; the second approval activates it (policy officer)')
    .addHelpText('after', examples('policy approve 3f2a…'))
    .action((hash: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const response = await session.client('policy').approvePolicy({ hash });
        const from = response.effectiveAt ? isoFromTimestamp(response.effectiveAt) : '';
        session.print(
          ApprovePolicyResponse.toJSON(response),
          response.activated
            ? `in force from ${from}`
            : `approved by ${response.approvals}: one more officer has to approve it`,
        );
        return undefined;
      }),
    );
  policy
    .command('show')
    .description('the document in force')
    .addHelpText('after', examples('policy show', 'policy show --json > policy.json'))
    .action((_options: object, command: Command) =>
      start(setup, command, async (session) => {
        const { hash, documentJson } = await session.client('policy').getActivePolicy({});
        if (hash === '') {
          session.print({ hash: null, document: null }, 'no policy is in force');
          return ExitCode.refused;
        }
        const document: unknown = JSON.parse(documentJson);
        session.print({ hash, document }, JSON.stringify(document, null, 2));
        return undefined;
      }),
    );
  return policy;
}

function addCheck(policy: Command, setup: Setup): void {
  policy
    .command('check <file>')
    .description('check a policy document; needs no services')
    .addHelpText('after', examples('policy check examples/policies/default.json'))
    .action((file: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const parsed = parsePolicyText(await readText(file));
        if (parsed.ok) {
          const hash = policyHash(parsed.value);
          session.print({ ok: true, hash, faults: [] }, `${file} is valid, hash ${hash}`);
          return undefined;
        }
        const lines = parsed.error.map((fault) => `${fault.path}: ${fault.message}`);
        session.print({ ok: false, faults: parsed.error }, lines.join('\n'));
        return ExitCode.refused;
      }),
    );
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageFault(`cannot read ${file}: check the path and its permissions`, error);
  });
}
