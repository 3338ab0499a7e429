import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSealFiles } from '../src/adapters/seal-files.ts';
import type { SealStore } from '../src/ports/seal-store.ts';

let dir: string;
let store: SealStore;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hustings-seal-files-'));
  store = await openSealFiles(join(dir, 'deep/folder'));
});

afterEach(() => rmSync(dir, { recursive: true }));

describe('the files of a sealed log', () => {
  it('are written with their folders, replaced, and readable for everybody', async () => {
    await store.write([
      { path: 'log/0/tile/0/x001/000', bytes: Buffer.from('tile') },
      { path: 'log/0/checkpoint', bytes: Buffer.from('old') },
    ]);
    const checkpoint = join(dir, 'deep/folder/log/0/checkpoint');
    const { ino } = statSync(checkpoint);
    await store.write([{ path: 'log/0/checkpoint', bytes: Buffer.from('new') }]);
    expect(await textOf('log/0/tile/0/x001/000')).toBe('tile');
    expect(await textOf('log/0/checkpoint')).toBe('new');
    expect(statSync(checkpoint).mode & 0o444).toBe(0o444);
    // Another file took its place: whoever read the old one read it to its end.
    expect(statSync(checkpoint).ino).not.toBe(ino);
  });

  it('leave no draft behind, neither a finished one nor that of a crash', async () => {
    await store.write([{ path: 'log/0/checkpoint', bytes: Buffer.from('x') }]);
    const drafts = join(dir, 'deep/folder/drafts');
    expect(readdirSync(drafts)).toEqual([]);
    writeFileSync(join(drafts, 'checkpoint.half'), 'ha');
    await openSealFiles(join(dir, 'deep/folder'));
    expect(() => readdirSync(drafts)).toThrow('ENOENT');
  });

  it('are told apart from what is not there, and from what cannot be read', async () => {
    expect(await store.read('log/0/nothing')).toBeNull();
    await store.write([{ path: 'log/0/file', bytes: Buffer.from('x') }]);
    expect(await store.read('log/0/file/below')).toBeNull();
    mkdirSync(join(dir, 'deep/folder/log/0/folder'));
    await expect(store.read('log/0/folder')).rejects.toThrow('EISDIR');
  });

  it('keep the old one when the new one cannot be written', async () => {
    await store.write([{ path: 'log/0/checkpoint', bytes: Buffer.from('old') }]);
    rmSync(join(dir, 'deep/folder/drafts'), { recursive: true });
    writeFileSync(join(dir, 'deep/folder/drafts'), 'in the way');
    const next = [{ path: 'log/0/checkpoint', bytes: Buffer.from('new') }];
    await expect(store.write(next)).rejects.toThrow('EEXIST');
    expect(await textOf('log/0/checkpoint')).toBe('old');
  });

  it('go with their folder when it is removed, and a folder that is not there is no fault', async () => {
    await store.write([{ path: 'log/0/tile/0/000.p/5', bytes: Buffer.from('x') }]);
    await store.remove('log/0/tile/0/000.p');
    await store.remove('log/0/tile/0/000.p');
    expect(await store.read('log/0/tile/0/000.p/5')).toBeNull();
  });
});

async function textOf(path: string): Promise<string> {
  return Buffer.from((await store.read(path)) ?? '').toString();
}
