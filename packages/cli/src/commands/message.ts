import { randomUUID } from 'node:crypto';
import {
  DeliveryMode,
  GetMessageResponse,
  Outcome,
  Priority,
  SendResult,
} from '@hustings/contracts/governor';
import type { Command } from 'commander';
import { collect } from '../enums.ts';
import { CliFailure, ExitCode } from '../failures.ts';
import { parseLinks } from '../links.ts';
import { renderFields, renderTable } from '../output.ts';
import { outcomeName, reasonName } from '../send/tally.ts';
import { isoFromTimestamp } from '../time.ts';
import { examples, group, type Setup, start } from './setup.ts';

interface SendOptions {
  sender: string;
  campaign: string;
  to: string;
  text: string;
  link: string[];
  country?: string;
  immediate?: boolean;
  conversation?: boolean;
  key?: string;
}

const NO_ANSWER = {
  exitCode: ExitCode.refused,
  reason: 'EMPTY_ANSWER',
  message: 'the governor answered nothing: retry with the same --key',
};

/** `hustings message …` */
export function messageCommands(setup: Setup): Command {
  const message = group('message', 'send one message, or see what became of one');
  message
    .command('send')
    .description('send one message to one person; exit code 1 when it is refused')
    .requiredOption('--sender <sender>', 'number that it comes from')
    .requiredOption('--campaign <campaign>', 'campaign that it belongs to')
    .requiredOption('--to <number>', 'E.164 number')
    .requiredOption('--text <text>', 'what it says')
    .option('--link <shown=url>', 'link with where it leads; may be repeated', collect, [])
    .option('--country <code>', 'country of a number in national form')
    .option('--immediate', 'now or not at all, instead of standing in the queue')
    .option('--conversation', 'an answer within a conversation: goes before bulk')
    .option('--key <key>', 'idempotency key: the same key again never sends twice (24 h)')
    .addHelpText(
      'after',
      examples('message send --sender snd-… --campaign cmp-… --to +34600000001 --text "Hola"'),
    )
    .action((options: SendOptions, command: Command) =>
      start(setup, command, async (session) => {
        const request = { message: toMessage(options) };
        const { result } = await session.client('governor').send(request);
        if (result === undefined) {
          throw new CliFailure(NO_ANSWER);
        }
        session.print(SendResult.toJSON(result), describeResult(result));
        return isTaken(result) ? ExitCode.ok : ExitCode.refused;
      }),
    );
  message
    .command('get <message>')
    .description('the steps of one message')
    .addHelpText('after', examples('message get 0199a1b2-…'))
    .action((messageId: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const found = await session.client('governor').getMessage({ messageId });
        const rows = found.steps.map((step) => [
          step.at ? isoFromTimestamp(step.at) : '',
          step.step,
          step.detail,
          String(step.seq),
        ]);
        session.print(
          GetMessageResponse.toJSON(found),
          renderTable(['at', 'step', 'detail', 'log sequence'], rows),
        );
        return undefined;
      }),
    );
  return message;
}

function toMessage(options: SendOptions) {
  return {
    idempotencyKey: options.key ?? `cli-${randomUUID()}`,
    senderId: options.sender,
    campaignId: options.campaign,
    to: options.to,
    defaultCountry: options.country ?? '',
    text: options.text,
    links: parseLinks(options.link),
    priority: options.conversation ? Priority.PRIORITY_CONVERSATION : Priority.PRIORITY_BULK,
    mode: options.immediate
      ? DeliveryMode.DELIVERY_MODE_IMMEDIATE
      : DeliveryMode.DELIVERY_MODE_QUEUED,
  };
}

function isTaken({ outcome }: SendResult): boolean {
  return outcome === Outcome.OUTCOME_RELEASED || outcome === Outcome.OUTCOME_QUEUED;
}

function describeResult(result: SendResult): string {
  return renderFields([
    ['outcome', outcomeName(result)],
    ['message', result.messageId],
    ['reason', reasonName(result)],
    ['rule', result.ruleId],
    ['detail', result.detail],
    ['retry at', result.retryAt ? isoFromTimestamp(result.retryAt) : ''],
    ['foreseen', result.estimatedReleaseAt ? isoFromTimestamp(result.estimatedReleaseAt) : ''],
    ['repeated key', result.repeatedKey ? 'yes: this is the first answer again' : ''],
  ]);
}
