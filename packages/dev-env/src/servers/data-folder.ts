import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerFault } from './server-fault.ts';

/** Less free space than this is refused at start: JetStream's first blocks and a log need it. Bytes. */
export const MINIMUM_FREE_BYTES = 64 * 1024 * 1024;

/** Where a server keeps its files. */
export interface DataFolder {
  readonly path: string;
  /** Removes the content, keeps the folder. */
  wipe(): void;
  /** Removes the folder if it was made for this run only. */
  dispose(): void;
}

/** A given folder, which stays, or a temporary one, which goes with the server. */
export function openDataFolder(name: string, dir?: string): DataFolder {
  if (dir !== undefined) mkdirSync(dir, { recursive: true });
  const path = dir ?? mkdtempSync(join(tmpdir(), `hustings-${name}-`));
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  return {
    path,
    wipe: () => {
      remove();
      mkdirSync(path, { recursive: true });
    },
    dispose: () => {
      if (dir === undefined) remove();
    },
  };
}

/** Throws `NO_DISK_SPACE` when the folder's file system has less room than is needed. */
export function requireRoom(path: string, minimumBytes: number): void {
  if (!existsSync(path)) mkdirSync(path, { recursive: true });
  const { bavail, bsize } = statfsSync(path);
  const freeBytes = bavail * bsize;
  if (freeBytes >= minimumBytes) return;
  const [free, wanted] = [freeBytes, minimumBytes].map((bytes) => Math.floor(bytes / 2 ** 20));
  throw new ServerFault(
    'NO_DISK_SPACE',
    `no disk space: ${path} has ${free} MiB free, ${wanted} MiB are needed; free some or choose another folder`,
  );
}
