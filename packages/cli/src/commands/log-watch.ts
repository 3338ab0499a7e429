import { writeDurably } from '@hustings/event-log';
import { addSignature, cosigner, ed25519KeyOf, witnessKey } from '@hustings/merkle-log';
import type { Command } from 'commander';
import { UsageFault } from '../failures.ts';
import { proveConsistent } from '../log/consistency.ts';
import { isFile, readCheckpoint, readText } from '../log/folder.ts';
import { openSigned, readKeys } from '../log/keys.ts';
import type { Session } from '../session.ts';
import { examples, type Setup, start } from './setup.ts';

interface WatchOptions {
  key: string;
  folder?: string;
  partition: string;
  witness?: string;
  witnessKey?: string;
}

const SEED = /^[0-9a-f]{64}$/i;
/** For everybody to read. */
const MODE = 0o644;

/** `hustings log watch`: what a monitor or a witness runs now and then. */
export function addWatch(log: Command, setup: Setup): void {
  log
    .command('watch <kept>')
    .description('check the latest checkpoint against the one in a file, then keep it there')
    .requiredOption('--key <key|file>', 'keys that you trust: one, or a file with one a line')
    .option('--folder <folder>', 'the published log; else the auditor is asked')
    .option('--partition <partition>', 'which one the auditor is asked for', '0')
    .option('--witness <name>', 'add a signature under this name (C2SP cosignature/v1)')
    .option('--witness-key <file>', 'seed of its key, 64 hex digits')
    .addHelpText(
      'after',
      examples(
        'log watch kept --key keys --folder log/0',
        'log watch kept --key keys --witness observatory.example --witness-key seed',
      ),
    )
    .action((kept: string, options: WatchOptions, command: Command) =>
      start(setup, command, async (session) => {
        const keys = await readKeys(options.key);
        const note = await latestOf(session, options);
        const { checkpoint } = openSigned(note, keys, 'the latest checkpoint');
        const before = (await isFile(kept)) ? await readText(kept) : null;
        const old = before === null ? null : openSigned(before, keys, kept).checkpoint;
        if (old !== null) await proveConsistent(session, { old, head: checkpoint }, options.folder);
        const { origin, size } = checkpoint;
        const witness = await witnessOf(options);
        const signed = witness === null ? note : addSignature(note, witness.signer);
        await writeDurably([{ path: kept, content: signed }], { mode: MODE });
        session.print(
          { ok: true, origin, oldSize: old?.size ?? 0, size, witnessKey: witness?.key ?? '' },
          old === null
            ? `${origin}: ${size} commits, kept for the first time`
            : `${origin}: ${size} commits, the first ${old.size} as they were`,
        );
        return undefined;
      }),
    );
}

async function latestOf(session: Session, { folder, partition }: WatchOptions): Promise<string> {
  if (folder !== undefined) return readCheckpoint(folder);
  const { partitions } = await session.client('transparency').listCheckpoints({ partition });
  return partitions[0]?.checkpoint ?? '';
}

async function witnessOf({ witness: name, witnessKey: file }: WatchOptions) {
  if (name === undefined && file === undefined) return null;
  if (name === undefined || file === undefined) {
    throw new UsageFault('--witness and --witness-key belong together');
  }
  const seed = (await readText(file)).trim();
  if (!SEED.test(seed)) throw new UsageFault(`${file} does not hold 64 hex digits`);
  const key = ed25519KeyOf(Buffer.from(seed, 'hex'));
  const seconds = Math.floor(Date.now() / 1000);
  return { signer: cosigner(name, key, seconds), key: witnessKey(name, key.publicKey) };
}
