import { readFile } from 'node:fs/promises';
import { ExplainLimitsResponse } from '@hustings/contracts/governor';
import { findDoubts, type PolicyFault, parsePolicyText, policyHash } from '@hustings/policy';
import type { Command } from 'commander';
import { ExitCode, UsageFault } from '../failures.ts';
import { renderLimits } from '../limits/render-limits.ts';
import { examples, group, type Setup, start } from './setup.ts';

/** `hustings limits …` */
export function limitsCommands(setup: Setup): Command {
  const limits = group(
    'limits',
    'what the limits are, what is taken of them, whether a file is sound',
  );
  limits
    .command('explain [organisation]')
    .description("an organisation's senders with their limits in words, and what is taken now")
    .addHelpText('after', examples('limits explain', 'limits explain org-… --json'))
    .action((organisationId: string | undefined, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const governor = session.client('governor');
        const explained = await governor.explainLimits({ organisationId: organisationId ?? '' });
        session.print(ExplainLimitsResponse.toJSON(explained), renderLimits(session.io, explained));
        return undefined;
      }),
    );
  limits
    .command('check <file>')
    .description('check a policy document; one line for each fault or doubt; needs no services')
    .addHelpText('after', '\nFaults end with exit code 1; doubts are printed and end with 0.')
    .addHelpText('after', examples('limits check examples/policies/default.json'))
    .action((file: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const parsed = parsePolicyText(await readText(file));
        if (!parsed.ok) {
          const data = { ok: false, faults: parsed.error, doubts: [] };
          session.print(data, linesOf('fault', parsed.error).join('\n'));
          return ExitCode.refused;
        }
        const doubts = findDoubts(parsed.value);
        const hash = policyHash(parsed.value);
        const summary = `${file} is valid, doubts: ${doubts.length}, hash ${hash}`;
        session.print(
          { ok: true, hash, faults: [], doubts },
          [...linesOf('doubt', doubts), summary].join('\n'),
        );
        return undefined;
      }),
    );
  return limits;
}

function linesOf(kind: string, found: PolicyFault[]): string[] {
  return found.map(({ path, message }) => `${kind}: ${path}: ${message}`);
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageFault(`cannot read ${file}: check the path and its permissions`, error);
  });
}
