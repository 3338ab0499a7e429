import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { HistoryFormat, HistorySignature } from '@hustings/contracts/auditor';
import { isSignedBy } from '@hustings/merkle-log';
import { Presets, SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { choice } from '../enums.ts';
import { CliFailure, ExitCode, UsageFault } from '../failures.ts';
import { instantOption } from '../instants.ts';
import { renderFields } from '../output.ts';
import type { Session } from '../session.ts';
import { examples, group, type Setup, start } from './setup.ts';

const FORMATS = {
  json: HistoryFormat.HISTORY_FORMAT_JSON,
  csv: HistoryFormat.HISTORY_FORMAT_CSV,
} as const;

/** `hustings history …` */
export function historyCommands(setup: Setup): Command {
  const history = group('history', "one's own messages, decisions and evidence, in every standing");
  addExport(history, setup);
  addVerify(history, setup);
  history
    .command('key')
    .description('the public key that histories are signed with')
    .addHelpText('after', examples('history key'))
    .action((_options: object, command: Command) =>
      start(setup, command, async (session) => {
        const { keyId, publicKey, algorithm } = await session.client('history').getHistoryKey({});
        session.print(
          { algorithm, keyId, publicKey },
          renderFields([
            ['algorithm', algorithm],
            ['key id', keyId],
            ['public key', publicKey],
          ]),
        );
        return undefined;
      }),
    );
  return history;
}

interface ExportOptions {
  format: keyof typeof FORMATS;
  since?: string;
  until?: string;
}

function addExport(history: Command, setup: Setup): void {
  history
    .command('export <file>')
    .description('write the own history, and beside it its signature')
    .addOption(choice('--format <form>', 'form', FORMATS).default('json'))
    .option('--since <instant>', 'recorded from here on')
    .option('--until <instant>', 'recorded before')
    .addHelpText(
      'after',
      examples('history export history.jsonl', 'history export h.csv --format csv'),
    )
    .action((file: string, options: ExportOptions, command: Command) =>
      start(setup, command, async (session) => {
        const signature = await download(session, file, options);
        const signatureFile = signatureOf(file);
        await writeFile(signatureFile, `${JSON.stringify(HistorySignature.toJSON(signature))}\n`);
        const records = Number(signature.records);
        session.print(
          { file, signatureFile, records, sha256: signature.sha256, keyId: signature.keyId },
          `${file}: ${records} records, signed by key ${signature.keyId} in ${signatureFile}`,
        );
        return undefined;
      }),
    );
}

async function download(
  session: Session,
  file: string,
  { format, since, until }: ExportOptions,
): Promise<HistorySignature> {
  const request = {
    format: FORMATS[format],
    since: instantOption('--since', since),
    until: instantOption('--until', until),
  };
  const output = await open(file, 'w').catch((error: unknown) => {
    throw new UsageFault(`cannot write ${file}: check the folder and its permissions`, error);
  });
  const bar = session.io.interactive && !session.quiet ? new SingleBar({}, Presets.legacy) : null;
  bar?.start(1, 0);
  try {
    for await (const { body } of session.client('history').exportHistory(request)) {
      if (body?.$case === 'chunk') await output.write(body.value);
      if (body?.$case === 'progress') {
        bar?.setTotal(Number(body.value.lastSeq));
        bar?.update(Number(body.value.seq));
      }
      if (body?.$case === 'signature') return body.value;
    }
  } finally {
    bar?.stop();
    await output.close();
  }
  throw failed('EXPORT_CUT_SHORT', `the export ended early: ${file} is not whole; export again`);
}

interface VerifyOptions {
  signature?: string;
  key?: string;
}

function addVerify(history: Command, setup: Setup): void {
  history
    .command('verify <file>')
    .description('check that an export is whole, unchanged, and signed by the operator')
    .option('--signature <file>', 'its signature; else <file>.sig.json')
    .option('--key <hex>', 'public key that you trust; else the auditor is asked for its own')
    .addHelpText('after', examples('history verify history.jsonl --key 1f0c…'))
    .action((file: string, options: VerifyOptions, command: Command) =>
      start(setup, command, async (session) => {
        const signature = await readSignature(options.signature ?? signatureOf(file));
        const trusted =
          options.key ?? (await session.client('history').getHistoryKey({})).publicKey;
        const sha256 = await digestOf(file);
        if (sha256 !== signature.sha256) {
          throw failed('FILE_CHANGED', `${file} is not what was signed: it was changed or cut`);
        }
        if (!isSigned(sha256, signature.signature, trusted)) {
          throw failed('SIGNATURE_WRONG', `the signature of ${file} is not by that key`);
        }
        const records = Number(signature.records);
        session.print(
          { ok: true, file, records, sha256, keyId: signature.keyId },
          `${file} is whole and signed by key ${signature.keyId} (${records} records)`,
        );
        return undefined;
      }),
    );
}

async function readSignature(file: string): Promise<HistorySignature> {
  try {
    return HistorySignature.fromJSON(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new UsageFault(`cannot read the signature ${file}: name it with --signature`, error);
  }
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch (error) {
    throw new UsageFault(`cannot read ${file}: check the path and its permissions`, error);
  }
  return hash.digest('hex');
}

function isSigned(sha256: string, signature: string, publicKey: string): boolean {
  if (!/^[0-9a-f]{64}$/i.test(publicKey)) throw new UsageFault('--key is 64 hex digits');
  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
  return isSignedBy(bytes(publicKey), bytes(sha256), bytes(signature));
}

function signatureOf(file: string): string {
  return `${file}.sig.json`;
}

function failed(reason: string, message: string): CliFailure {
  return new CliFailure({ exitCode: ExitCode.refused, reason, message });
}
