import { randomUUID } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

export interface FileContent {
  path: string;
  content: Uint8Array | string;
}

export interface DurableOptions {
  /** Permissions, for the owner only unless stated. */
  mode?: number;
  /** Folder for drafts, on the same file system; else each draft stands beside its file. */
  drafts?: string;
}

/**
 * Writes files, and their folders, so that after a crash or a power cut each is the old or the new one: a draft that is fsynced,
 * renamed, and its folder fsynced. All stand when the promise resolves; when it rejects, any of them may.
 */
export async function writeDurably(
  files: readonly FileContent[],
  { mode = 0o600, drafts }: DurableOptions = {},
): Promise<void> {
  const folders = new Set(files.map(({ path }) => dirname(path)));
  for (const folder of [...folders, ...(drafts === undefined ? [] : [drafts])]) {
    await makeFolder(folder);
  }
  const moves: [string, string][] = [];
  for (const { path, content } of files) {
    const draft = join(drafts ?? dirname(path), `${basename(path)}.${randomUUID()}`);
    await writeSynced(draft, content, mode);
    moves.push([draft, path]);
  }
  for (const [draft, path] of moves) await rename(draft, path);
  for (const folder of folders) await syncFolder(folder);
}

async function writeSynced(
  path: string,
  content: Uint8Array | string,
  mode: number,
): Promise<void> {
  const file = await open(path, 'w', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A folder that was made is an entry of the one above it, which has to be on the disk as well. */
async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
