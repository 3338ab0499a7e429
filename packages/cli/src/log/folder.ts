import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type LogFault, parseCheckpoint, parseNote, type ReadFile } from '@hustings/merkle-log';
import { UsageFault } from '../failures.ts';
import { checkFailed } from './keys.ts';

/** Name of a log's latest checkpoint in its folder. */
const CHECKPOINT = 'checkpoint';

/** Reads files of a published log. */
export function readerOf(folder: string): ReadFile {
  return async (path) => {
    try {
      return await readFile(join(folder, path));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      throw new UsageFault(`cannot read ${join(folder, path)}: check its permissions`, error);
    }
  };
}

/** The text of a file that the command line names. */
export async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageFault(`cannot read ${file}: check the path and its permissions`, error);
  });
}

/** The latest checkpoint of a published log. */
export function readCheckpoint(folder: string): Promise<string> {
  return readText(join(folder, CHECKPOINT));
}

/** Size that the latest checkpoint states, 0 when it cannot be read: only tells which tiles to look for. */
export async function readCheckpointSize(folder: string): Promise<number> {
  return parseCheckpoint(parseNote(await readCheckpoint(folder))?.text ?? '')?.size ?? 0;
}

/** The folders of single logs: those named, and for one without a checkpoint those in it that have one. */
export async function logFolders(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(folders.map(foldersIn));
  return found.flat();
}

async function foldersIn(folder: string): Promise<string[]> {
  if (await isFile(join(folder, CHECKPOINT))) return [folder];
  const names = await readdir(folder).catch((error: unknown) => {
    throw new UsageFault(`cannot read the folder ${folder}: check the path`, error);
  });
  const inside = names.toSorted().map((name) => join(folder, name));
  const flags = await Promise.all(inside.map((each) => isFile(join(each, CHECKPOINT))));
  const logs = inside.filter((_, index) => flags[index]);
  if (logs.length === 0) throw new UsageFault(`${folder} holds no log: there is no checkpoint`);
  return logs;
}

/** True for a file that is there. */
export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** Fails with what is wrong with a published log, in one line. */
export function describeFault(folder: string, { reason, path, index }: LogFault): never {
  const where = path === '' ? folder : join(folder, path);
  const words = {
    FILE_MISSING: `${where} is missing`,
    FILE_MALFORMED: `${where} is not as long as it has to be`,
    ENTRY_WRONG: `${where} holds at index ${index} what cannot stand there`,
    TILE_DIFFERS: `${where} is not what the entries give, first for entry ${index}`,
    ROOT_DIFFERS: `the entries in ${where} do not give the root that was signed`,
  };
  throw checkFailed(`LOG_${reason}`, `${words[reason]}: the log was changed or damaged`);
}
