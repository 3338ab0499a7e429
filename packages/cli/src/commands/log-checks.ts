import { decodeEntry, findLogFault } from '@hustings/merkle-log';
import type { Command } from 'commander';
import { proveConsistent } from '../log/consistency.ts';
import { describeFault, logFolders, readCheckpoint, readerOf, readText } from '../log/folder.ts';
import { openSigned, readKeys, requireWitnesses } from '../log/keys.ts';
import { openReceipt, parseReceipts } from '../log/receipts.ts';
import { examples, type Setup, start } from './setup.ts';

const KEY = ['--key <key|file>', 'keys that you trust: one, or a file with one a line'] as const;

/** Checks that need files and a key, and no service. */
export function addChecks(log: Command, setup: Setup): void {
  addVerify(log, setup);
  addVerifyReceipt(log, setup);
  addConsistency(log, setup);
}

function addVerify(log: Command, setup: Setup): void {
  log
    .command('verify <folder...>')
    .description('hash every entry of published logs anew; exit code 1 when anything is off')
    .requiredOption(...KEY)
    .option('--witness <key|file>', 'witnesses whose signature the checkpoint must bear')
    .addHelpText('after', examples('log verify .data/start/transparency/log --key keys'))
    .action((folders: string[], options: { key: string; witness?: string }, command: Command) =>
      start(setup, command, async (session) => {
        const keys = await readKeys(options.key);
        const witnesses = options.witness === undefined ? [] : await readKeys(options.witness);
        const verified = [];
        for (const folder of await logFolders(folders)) {
          const note = await readCheckpoint(folder);
          const { checkpoint } = openSigned(note, keys, `${folder}/checkpoint`);
          requireWitnesses(note, witnesses, `${folder}/checkpoint`);
          const { origin, size } = checkpoint;
          const fault = await findLogFault(checkpoint, {
            read: readerOf(folder),
            isEntry: (bytes, index) => isEntryOf(bytes, { origin, index }),
          });
          if (fault !== null) describeFault(folder, fault);
          verified.push({ folder, origin, size });
        }
        const lines = verified.map(({ origin, size }) => `${origin}: ${size} commits verified`);
        session.print({ ok: true, logs: verified }, lines.join('\n'));
        return undefined;
      }),
    );
}

/** Each entry names its place: the partition at the end of the log's name, and a sequence one above its index. */
function isEntryOf(bytes: Uint8Array, { origin, index }: { origin: string; index: number }) {
  const entry = decodeEntry(bytes);
  return entry !== null && entry.seq === index + 1 && origin.endsWith(`/${entry.partition}`);
}

function addVerifyReceipt(log: Command, setup: Setup): void {
  log
    .command('verify-receipt <file>')
    .description('check that the decisions in a receipt stand in the log')
    .requiredOption(...KEY)
    .option('--folder <folder>', 'also that the log published there still holds them')
    .addHelpText('after', examples('log verify-receipt receipt.jsonl --key keys'))
    .action((file: string, options: { key: string; folder?: string }, command: Command) =>
      start(setup, command, async (session) => {
        const keys = await readKeys(options.key);
        const receipts = parseReceipts(await readText(file), file);
        const opened = receipts.map((receipt) => openReceipt(receipt, keys));
        if (options.folder !== undefined) {
          const { folder } = options;
          const latest = openSigned(await readCheckpoint(folder), keys, `${folder}/checkpoint`);
          for (const { checkpoint } of opened) {
            await proveConsistent(session, { old: checkpoint, head: latest.checkpoint }, folder);
          }
        }
        const decisions = opened.map(({ shown, checkpoint: { origin, size } }) => ({
          ...shown,
          origin,
          size,
        }));
        const lines = decisions.map(
          ({ messageId, kind, outcome, reason, place, origin, size }) =>
            `${messageId}: ${kind} ${outcome}${reason === 'unspecified' ? '' : ` (${reason})`} at ${place}, under ${size} commits of ${origin}`,
        );
        session.print({ ok: true, decisions }, lines.join('\n'));
        return undefined;
      }),
    );
}

function addConsistency(log: Command, setup: Setup): void {
  log
    .command('consistency <old> <new>')
    .description('check that the log of one checkpoint is the beginning of that of another')
    .requiredOption(...KEY)
    .option('--folder <folder>', 'the published log; else the auditor is asked for the proof')
    .addHelpText('after', examples('log consistency kept latest --key keys --folder log/0'))
    .action(
      (old: string, latest: string, options: { key: string; folder?: string }, command: Command) =>
        start(setup, command, async (session) => {
          const keys = await readKeys(options.key);
          const from = openSigned(await readText(old), keys, old).checkpoint;
          const to = openSigned(await readText(latest), keys, latest).checkpoint;
          await proveConsistent(session, { old: from, head: to }, options.folder);
          const sizes = { origin: to.origin, oldSize: from.size, size: to.size };
          session.print(
            { ok: true, ...sizes },
            `${to.origin}: the first ${from.size} of ${to.size} commits are the same`,
          );
          return undefined;
        }),
    );
}
