import {
  channelToJSON,
  NumberKind,
  Sender,
  verificationStateToJSON,
} from '@hustings/contracts/registry';
import type { Command } from 'commander';
import { CHANNELS, choice } from '../enums.ts';
import { renderFields, renderTable, shortName } from '../output.ts';
import { allPages } from '../pages.ts';
import { isoFromTimestamp } from '../time.ts';
import { addPause } from './lanes.ts';
import { examples, group, type Setup, start } from './setup.ts';

const NUMBER_KINDS = {
  campaign: NumberKind.NUMBER_KIND_CAMPAIGN,
  personal: NumberKind.NUMBER_KIND_PERSONAL,
} as const;

interface RegisterOptions {
  channel: keyof typeof CHANNELS;
  address: string;
  limitProfile: string;
  numberKind?: keyof typeof NUMBER_KINDS;
}

/** `hustings sender …` */
export function senderCommands(setup: Setup): Command {
  const sender = group('sender', 'register, verify and list the numbers of an organisation');
  addRegister(sender, setup);
  addVerify(sender, setup);
  addPause(sender, setup, 'sender');
  addChangeProfile(sender, setup);
  sender
    .command('revoke <sender>')
    .description('retire a sender for good; what is queued is cancelled')
    .requiredOption('--reason <text>', 'why, in one sentence')
    .addHelpText('after', examples('sender revoke snd-… --reason "the number was given back"'))
    .action((senderId: string, options: { reason: string }, command: Command) =>
      start(setup, command, async (session) => {
        const response = await session
          .client('registry')
          .revokeSender({ senderId, reason: options.reason });
        session.print(response.sender && Sender.toJSON(response.sender), `${senderId} is revoked`);
        return undefined;
      }),
    );
  sender
    .command('list')
    .description('senders of the organisation; staff see all')
    .addHelpText('after', examples('sender list', 'sender list --json'))
    .action((_options: object, command: Command) =>
      start(setup, command, async (session) => {
        const registry = session.client('registry');
        const found = await allPages(async (page) => {
          const { senders, nextPageToken } = await registry.listSenders(page);
          return { items: senders, nextPageToken };
        });
        session.print(
          found.map((each) => Sender.toJSON(each)),
          renderTable(
            ['id', 'channel', 'address', 'state', 'limits', 'tools'],
            found.map(senderRow),
          ),
        );
        return undefined;
      }),
    );
  return sender;
}

function addChangeProfile(sender: Command, setup: Setup): void {
  sender
    .command('change-profile <sender> <profile>')
    .description('give a sender another limit profile; what was sent before still counts; operator')
    .requiredOption('--reason <text>', "why, in one sentence, such as the provider's notice")
    .addHelpText(
      'after',
      examples(
        'sender change-profile snd-… whatsapp-80-tier-10000 --reason "Meta raised the tier"',
      ),
    )
    .action((senderId: string, profile: string, options: { reason: string }, command: Command) =>
      start(setup, command, async (session) => {
        const change = { senderId, limitProfile: profile, reason: options.reason };
        const response = await session.client('registry').changeLimitProfile(change);
        session.print(
          response.sender && Sender.toJSON(response.sender),
          `${senderId} obeys ${profile} from now on; see "hustings limits explain"`,
        );
        return undefined;
      }),
    );
}

function addRegister(sender: Command, setup: Setup): void {
  sender
    .command('register')
    .description('register a number; a code is sent to it')
    .addOption(choice('--channel <channel>', 'where it lives', CHANNELS).makeOptionMandatory())
    .requiredOption('--address <number>', 'E.164 number, such as +34600000001')
    .requiredOption('--limit-profile <name>', 'limits of the policy document, such as whatsapp-20')
    .addOption(
      choice('--number-kind <kind>', 'whose number it is; a personal one is refused', NUMBER_KINDS),
    )
    .addHelpText(
      'after',
      examples(
        'sender register --channel whatsapp --address +34600000001 --limit-profile whatsapp-20',
      ),
    )
    .action((options: RegisterOptions, command: Command) =>
      start(setup, command, async (session) => {
        const response = await session.client('registry').registerSender({
          channel: CHANNELS[options.channel],
          address: options.address,
          limitProfile: options.limitProfile,
          numberKind:
            options.numberKind === undefined
              ? NumberKind.NUMBER_KIND_UNSPECIFIED
              : NUMBER_KINDS[options.numberKind],
        });
        const id = response.sender?.senderId ?? '';
        const expires = response.codeExpiresAt ? isoFromTimestamp(response.codeExpiresAt) : '';
        session.print(
          { sender: response.sender && Sender.toJSON(response.sender), codeExpiresAt: expires },
          renderFields([
            ['sender', id],
            ['code valid until', expires],
          ]),
        );
        session.note(`A code went to ${options.address}: "hustings sender verify ${id} <code>".`);
        return undefined;
      }),
    );
}

function addVerify(sender: Command, setup: Setup): void {
  sender
    .command('verify <sender> [code]')
    .description('prove control of the number with the code; without one, a new code is sent')
    .addHelpText('after', examples('sender verify snd-… 482913', 'sender verify snd-…'))
    .action((senderId: string, code: string | undefined, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const registry = session.client('registry');
        if (code === undefined) {
          const { codeExpiresAt } = await registry.requestSenderVerification({ senderId });
          const expires = codeExpiresAt ? isoFromTimestamp(codeExpiresAt) : '';
          session.print({ codeExpiresAt: expires }, `a new code is valid until ${expires}`);
          return undefined;
        }
        const response = await registry.verifySender({ senderId, code });
        session.print(response.sender && Sender.toJSON(response.sender), `${senderId} is verified`);
        return undefined;
      }),
    );
}

function senderRow(sender: Sender): string[] {
  return [
    sender.senderId,
    shortName(channelToJSON(sender.channel), 'CHANNEL_'),
    sender.address,
    shortName(verificationStateToJSON(sender.verification), 'VERIFICATION_STATE_'),
    sender.limitProfile,
    sender.grantedIntermediaryIds.join(' '),
  ];
}
