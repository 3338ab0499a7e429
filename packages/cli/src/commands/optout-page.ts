import { IssueLinkResponse, LinkPurpose } from '@hustings/contracts/optout';
import type { Command } from 'commander';
import { examples, type Setup, start } from './setup.ts';

/** `hustings optout page`: the link of a message. */
export function addPage(optout: Command, setup: Setup): void {
  optout
    .command('page <number>')
    .description('the address of the page on which a person sees who writes and may opt out')
    .requiredOption('--sender <sender>', 'sender of the message that carries it')
    .option('--campaign <campaign>', 'campaign of the message')
    .option('--org <organisation>', 'organisation, for services')
    .addHelpText('after', examples('optout page +34600000001 --sender snd-… --campaign cmp-…'))
    .action(
      (
        address: string,
        options: { sender: string; campaign?: string; org?: string },
        command: Command,
      ) =>
        start(setup, command, async (session) => {
          const issued = await session.client('ledger').issueLink({
            address,
            organisationId: options.org ?? '',
            purpose: LinkPurpose.LINK_PURPOSE_OPT_OUT,
            senderId: options.sender,
            campaignId: options.campaign ?? '',
          });
          // Without an address of the pages the token is all that there is to print.
          session.print(IssueLinkResponse.toJSON(issued), issued.url || issued.token);
          return undefined;
        }),
    );
}
