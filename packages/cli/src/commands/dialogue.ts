import { readFile, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { AppealMessage } from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { collect } from '../enums.ts';
import { UsageFault } from '../failures.ts';
import { isoFromTimestamp } from '../time.ts';
import { examples, type Setup, start } from './setup.ts';

/** Media types by the ending of a file; others go as bytes. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.txt': 'text/plain',
};

/** What the two sides of an appeal say to each other. */
export function addDialogue(appeal: Command, setup: Setup): void {
  appeal
    .command('say <appeal>')
    .description('add a message to an open appeal; it is sealed, the log holds its hash')
    .requiredOption('--text <text>', 'up to 5,000 characters')
    .option('--attach <file>', 'at most 4 files of 512 KiB; may be repeated', collect, [])
    .addHelpText('after', examples('appeal say apl-… --text "see the log" --attach sent.csv'))
    .action((appealId: string, options: { text: string; attach: string[] }, command: Command) =>
      start(setup, command, async (session) => {
        const attachments = await Promise.all(options.attach.map(readAttachment));
        const request = { appealId, text: options.text, attachments };
        const { message } = await session.client('remedy').addAppealMessage(request);
        session.print(
          message && AppealMessage.toJSON(message),
          `message ${message?.number ?? ''} was added`,
        );
        return undefined;
      }),
    );
  appeal
    .command('messages <appeal>')
    .description('the dialogue of an appeal')
    .addHelpText('after', examples('appeal messages apl-…'))
    .action((appealId: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const { messages } = await session.client('remedy').listAppealMessages({ appealId });
        session.print(
          messages.map((each) => AppealMessage.toJSON(each)),
          messages.length === 0 ? '(none)' : messages.map(describe).join('\n\n'),
        );
        return undefined;
      }),
    );
  appeal
    .command('attachment <appeal> <sha256> <file>')
    .description('save an attachment')
    .addHelpText('after', examples('appeal attachment apl-… 3f2a… sent.csv'))
    .action((...[appealId, sha256, file, , command]: [string, string, string, object, Command]) =>
      start(setup, command, async (session) => {
        const request = { appealId, sha256 };
        const { data, mediaType } = await session.client('remedy').getAppealAttachment(request);
        await writeFile(file, data);
        session.print({ file, mediaType, bytes: data.length }, `${file}: ${data.length} bytes`);
        return undefined;
      }),
    );
}

async function readAttachment(file: string): Promise<{ mediaType: string; data: Buffer }> {
  const data = await readFile(file).catch((error: unknown) => {
    throw new UsageFault(`cannot read ${file}: check the path and its permissions`, error);
  });
  const mediaType = MEDIA_TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream';
  return { mediaType, data };
}

function describe({ number, authorKind, at, text, attachments }: AppealMessage): string {
  const when = at ? isoFromTimestamp(at) : '';
  const files = attachments.map(({ sha256, mediaType }) => `  ${sha256} ${mediaType}`);
  return [`${number}  ${when}  ${authorKind.toLowerCase()}`, text, ...files].join('\n');
}
