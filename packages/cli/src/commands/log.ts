import { writeFile } from 'node:fs/promises';
import { Receipt, type SealedPartition } from '@hustings/contracts/auditor';
import { parseCheckpoint, parseNote } from '@hustings/merkle-log';
import type { Command } from 'commander';
import { UsageFault } from '../failures.ts';
import { showDecision } from '../log/receipts.ts';
import { renderTable, toCount } from '../output.ts';
import type { Session } from '../session.ts';
import { addChecks } from './log-checks.ts';
import { addWatch } from './log-watch.ts';
import { examples, group, type Setup, start } from './setup.ts';

/** `hustings log …` */
export function logCommands(setup: Setup): Command {
  const log = group('log', 'the sealed log: checkpoints, receipts, and checks that trust nobody');
  log
    .command('checkpoint')
    .description('the latest checkpoint; with --partition the signed note alone, to be kept')
    .option('--partition <partition>', 'only this partition of the log')
    .addHelpText('after', examples('log checkpoint', 'log checkpoint --partition 0 > kept'))
    .action(({ partition = '' }: { partition?: string }, command: Command) =>
      start(setup, command, async (session) => {
        const { partitions } = await session.client('transparency').listCheckpoints({ partition });
        const text = partition === '' ? tableOf(partitions) : noteOf(partitions);
        session.print(partitions.map(describe), text);
        return undefined;
      }),
    );
  log
    .command('key')
    .description('the keys that checkpoints are signed with, one a line; get them twice, two ways')
    .addHelpText('after', examples('log key > keys'))
    .action((_options: object, command: Command) =>
      start(setup, command, async (session) => {
        const { partitions } = await session
          .client('transparency')
          .listCheckpoints({ partition: '' });
        const keys = partitions.map(({ verifierKey }) => verifierKey);
        session.print(keys, keys.join('\n'));
        return undefined;
      }),
    );
  addReceipt(log, setup);
  addChecks(log, setup);
  addWatch(log, setup);
  return log;
}

function addReceipt(log: Command, setup: Setup): void {
  log
    .command('receipt <message>')
    .description('proof that the decisions about a message stand in the log, one JSON a line')
    .option('--out <file>', 'write it there instead of printing it')
    .option('--all', 'look through the whole log: also for releases long after the message came')
    .addHelpText('after', examples('log receipt 0198b1c2-… --out receipt.jsonl'))
    .action((message: string, options: { out?: string; all?: boolean }, command: Command) =>
      start(setup, command, async (session) => {
        const receipts = await fetchReceipts(session, message, options.all ?? false);
        const text = receipts.map((each) => JSON.stringify(Receipt.toJSON(each))).join('\n');
        const { out } = options;
        if (out === undefined) {
          session.io.out(`${text}\n`);
          return undefined;
        }
        await writeFile(out, `${text}\n`).catch((error: unknown) => {
          throw new UsageFault(`cannot write ${out}: check the folder and its permissions`, error);
        });
        const shown = receipts.map(showDecision);
        const lines = shown.map(({ place, kind, outcome }) => `${kind} ${outcome} at ${place}`);
        session.print({ file: out, decisions: shown }, `${out}: ${lines.join('; ')}`);
        return undefined;
      }),
    );
}

async function fetchReceipts(
  session: Session,
  messageId: string,
  all: boolean,
): Promise<Receipt[]> {
  const stream = session.client('transparency').listReceipts({ messageId, all });
  return (await Array.fromAsync(stream)).flatMap(({ receipt }) => receipt ?? []);
}

function noteOf(partitions: readonly SealedPartition[]): string {
  return partitions.map(({ checkpoint }) => checkpoint.trimEnd()).join('\n');
}

function tableOf(partitions: readonly SealedPartition[]): string {
  const rows = partitions.map(describe);
  return renderTable(
    ['partition', 'origin', 'commits', 'root'],
    rows.map(({ partition, origin, size, root }) => [partition, origin, `${size}`, root]),
  );
}

function describe({ partition, origin, verifierKey, checkpoint, size }: SealedPartition) {
  const parsed = parseCheckpoint(parseNote(checkpoint)?.text ?? '');
  const root = Buffer.from(parsed?.root ?? []).toString('base64');
  return { partition, origin, size: toCount(size), root, verifierKey, checkpoint };
}
