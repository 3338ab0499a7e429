import {
  Organisation,
  organisationKindToJSON,
  verificationStateToJSON,
} from '@hustings/contracts/registry';
import type { Command } from 'commander';
import { choice, collect, KINDS } from '../enums.ts';
import { renderFields, renderTable, shortName } from '../output.ts';
import { allPages } from '../pages.ts';
import { examples, group, type Setup, start } from './setup.ts';

interface RegisterOptions {
  kind: keyof typeof KINDS;
  country: string;
  host: string[];
  language: string;
}

/** `hustings org …` */
export function orgCommands(setup: Setup): Command {
  const org = group('org', 'register, verify and list organisations');
  addRegister(org, setup);
  addVerify(org, setup);
  addList(org, setup);
  return org;
}

function addRegister(org: Command, setup: Setup): void {
  org
    .command('register <name>')
    .description('register an organisation; prints the token of its administrator once (operator)')
    .addOption(choice('--kind <kind>', 'kind of body', KINDS).makeOptionMandatory())
    .requiredOption('--country <code>', 'ISO 3166-1 alpha-2 country, such as ES')
    .option('--host <host>', 'host that links may lead to; may be repeated', collect, [])
    .option('--language <code>', 'language of notices, ISO 639-1; else that of the country', '')
    .addHelpText(
      'after',
      examples('org register "Partido A" --kind party --country ES --host partido-a.example'),
    )
    .action((name: string, options: RegisterOptions, command: Command) =>
      start(setup, command, async (session) => {
        const { organisation, adminToken } = await session.client('registry').registerOrganisation({
          name,
          kind: KINDS[options.kind],
          country: options.country.toUpperCase(),
          hosts: options.host,
          language: options.language,
        });
        const id = organisation?.organisationId ?? '';
        session.print(
          { organisation: organisation && Organisation.toJSON(organisation), adminToken },
          renderFields([
            ['organisation', id],
            ['administrator token', adminToken],
          ]),
        );
        session.note('The token is shown once: keep it, for example in HUSTINGS_TOKEN.');
        return undefined;
      }),
    );
}

function addVerify(org: Command, setup: Setup): void {
  org
    .command('verify <organisation>')
    .description('mark an organisation as proved (operator)')
    .requiredOption('--proof <text>', 'what was shown, such as "register extract"')
    .addHelpText('after', examples('org verify org-… --proof "register extract"'))
    .action((organisationId: string, options: { proof: string }, command: Command) =>
      start(setup, command, async (session) => {
        const { organisation } = await session
          .client('registry')
          .verifyOrganisation({ organisationId, proof: options.proof });
        session.print(
          organisation && Organisation.toJSON(organisation),
          `${organisationId} is verified`,
        );
        return undefined;
      }),
    );
  org
    .command('revoke <organisation>')
    .description("withdraw an organisation's verification: it sends nothing more (operator)")
    .requiredOption('--reason <text>', 'why, in one sentence')
    .addHelpText('after', examples('org revoke org-… --reason "the register entry was deleted"'))
    .action((organisationId: string, options: { reason: string }, command: Command) =>
      start(setup, command, async (session) => {
        const { organisation } = await session
          .client('registry')
          .revokeOrganisation({ organisationId, reason: options.reason });
        session.print(
          organisation && Organisation.toJSON(organisation),
          `${organisationId} is revoked`,
        );
        return undefined;
      }),
    );
}

function addList(org: Command, setup: Setup): void {
  org
    .command('list')
    .description('the public directory')
    .addHelpText('after', examples('org list', 'org list --json'))
    .action((_options: object, command: Command) =>
      start(setup, command, async (session) => {
        const registry = session.client('registry');
        const found = await allPages(async (page) => {
          const { organisations, nextPageToken } = await registry.listOrganisations(page);
          return { items: organisations, nextPageToken };
        });
        session.print(
          found.map((each) => Organisation.toJSON(each)),
          renderTable(['id', 'name', 'kind', 'country', 'state'], found.map(organisationRow)),
        );
        return undefined;
      }),
    );
}

function organisationRow(organisation: Organisation): string[] {
  return [
    organisation.organisationId,
    organisation.name,
    shortName(organisationKindToJSON(organisation.kind), 'ORGANISATION_KIND_'),
    organisation.country,
    shortName(verificationStateToJSON(organisation.verification), 'VERIFICATION_STATE_'),
  ];
}
