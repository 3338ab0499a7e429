import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '@hustings/event-log';
import type { SealStore } from '../ports/seal-store.ts';

/** For everybody to read: what is sealed is public, and the signer's memory repeats it. */
const MODE = 0o644;
/** Beside what is served, so that nobody is served a draft. */
const DRAFTS = 'drafts';

/** A sealed log as files below a folder of its own. What a crash left of drafts is removed first. */
export async function openSealFiles(folder: string): Promise<SealStore> {
  const drafts = join(folder, DRAFTS);
  await rm(drafts, { recursive: true, force: true });
  return {
    async read(path) {
      try {
        return await readFile(join(folder, path));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    write: (files) =>
      writeDurably(
        files.map(({ path, bytes }) => ({ path: join(folder, path), content: bytes })),
        { mode: MODE, drafts },
      ),
    remove: (path) => rm(join(folder, path), { recursive: true, force: true }),
  };
}

/** Also where a folder stands in the place of a file, or a file in that of a folder. */
function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'ENOENT' || code === 'ENOTDIR';
}
