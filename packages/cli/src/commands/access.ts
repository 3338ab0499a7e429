import { Sender } from '@hustings/contracts/registry';
import { type Command, Option } from 'commander';
import { ROLES } from '../enums.ts';
import { renderFields } from '../output.ts';
import { examples, group, type Setup, start } from './setup.ts';

/** `hustings tool …`: sending tools. */
export function toolCommands(setup: Setup): Command {
  const tool = group('tool', 'register sending tools');
  tool
    .command('register <name>')
    .description('register a sending tool (operator)')
    .addHelpText('after', examples('tool register "Envíos Claros"'))
    .action((name: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const { intermediaryId } = await session.client('registry').registerIntermediary({ name });
        session.print({ intermediaryId }, renderFields([['tool', intermediaryId]]));
        return undefined;
      }),
    );
  return tool;
}

/** `hustings grant …`: which tool may send from which number. */
export function grantCommands(setup: Setup): Command {
  const grant = group('grant', 'let a tool send from a number, or stop it');
  grant
    .command('add <sender> <tool>')
    .description('let a tool send from a sender')
    .addHelpText('after', examples('grant add snd-… int-…'))
    .action((senderId: string, intermediaryId: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const request = { senderId, intermediaryId };
        const { sender } = await session.client('registry').grantTool(request);
        session.print(
          sender && Sender.toJSON(sender),
          `${intermediaryId} may send from ${senderId}`,
        );
        return undefined;
      }),
    );
  grant
    .command('revoke <sender> <tool>')
    .description('end such a grant; what the tool has queued is cancelled')
    .addHelpText('after', examples('grant revoke snd-… int-…'))
    .action((senderId: string, intermediaryId: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const request = { senderId, intermediaryId };
        const { sender } = await session.client('registry').revokeToolGrant(request);
        session.print(
          sender && Sender.toJSON(sender),
          `${intermediaryId} may no longer send from ${senderId}`,
        );
        return undefined;
      }),
    );
  return grant;
}

interface IssueOptions {
  role: (keyof typeof ROLES)[];
  tool?: string;
  label: string;
  organisation: string;
}

/** `hustings credential …` */
export function credentialCommands(setup: Setup): Command {
  const credential = group('credential', 'issue and revoke bearer tokens');
  credential
    .command('issue')
    .description('issue a credential; its token is shown once')
    .addOption(
      new Option('--role <roles...>', 'what it may do')
        .choices(Object.keys(ROLES))
        .makeOptionMandatory(),
    )
    .option('--tool <tool>', 'tool that it sends through, for the role "tool"')
    .requiredOption('--label <text>', "what it is for; never a person's name")
    .option(
      '--organisation <id>',
      'a new administrator of this organisation, while a hold freezes it (operator)',
      '',
    )
    .addHelpText(
      'after',
      examples(
        'credential issue --role tool --tool int-… --label "office server"',
        'credential issue --role reviewer --label "appeals desk"',
      ),
    )
    .action((options: IssueOptions, command: Command) =>
      start(setup, command, async (session) => {
        const { credentialId, token } = await session.client('registry').issueCredential({
          roles: options.role.map((role) => ROLES[role]),
          intermediaryId: options.tool ?? '',
          label: options.label,
          organisationId: options.organisation,
        });
        session.print(
          { credentialId, token },
          renderFields([
            ['credential', credentialId],
            ['token', token],
          ]),
        );
        session.note('The token is shown once: keep it, for example in HUSTINGS_TOKEN.');
        return undefined;
      }),
    );
  credential
    .command('revoke <credential>')
    .description('end a credential at once')
    .requiredOption('--reason <text>', 'why, in one sentence')
    .addHelpText('after', examples('credential revoke crd-… --reason "the laptop was lost"'))
    .action((credentialId: string, options: { reason: string }, command: Command) =>
      start(setup, command, async (session) => {
        const request = { credentialId, reason: options.reason };
        await session.client('registry').revokeCredential(request);
        session.print({ credentialId, revoked: true }, `${credentialId} is revoked`);
        return undefined;
      }),
    );
  return credential;
}
