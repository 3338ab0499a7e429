import { sameBytes } from '@hustings/merkle-log';
import { beforeEach, expect, it } from 'vitest';
import {
  CHECKPOINT,
  checkpointIn,
  copyOf,
  decide,
  emptyLog,
  faultIn,
  type MemoryLog,
  MemorySealStore,
  opened,
  sealAll,
} from './support/sealing.ts';

let log: MemoryLog;

beforeEach(async () => {
  log = emptyLog();
  await decide(log, [1, 2, 3, 5, 1, 1]);
});

it('whatever step is the last before a crash, no size ever has two roots, and all is sealed in the end', {
  timeout: 60_000,
}, async () => {
  await decide(log, Array<number>(300).fill(1));
  const sizes = [4, 255, 256, 306];
  const logs = await Promise.all(
    sizes.map((size) => copyOf(log, (seq, raw) => (seq <= size ? raw : null))),
  );
  let crashes = 0;
  for (let step = 0; ; step++) {
    const signed = new SignedHeads();
    let survivor = new MemorySealStore();
    let crashed = false;
    for (const stage of logs) {
      survivor.onWrite = signed.note;
      survivor.breaksBefore = crashed ? Number.POSITIVE_INFINITY : step;
      try {
        await sealAll(stage, survivor);
      } catch (error) {
        expect(error).toMatchObject({ message: 'killed' });
        crashed = true;
        survivor = new MemorySealStore(survivor.files);
        survivor.onWrite = signed.note;
        await sealAll(stage, survivor);
      }
    }
    expect(signed.conflicts).toEqual([]);
    expect(checkpointIn(survivor).size).toBe(306);
    expect(await faultIn(survivor)).toBeNull();
    if (!crashed) break;
    crashes++;
  }
  expect(crashes).toBeGreaterThan(15);
});

it('a crash after the signer took note, and a log that lost that tail, end in a refusal and not in a second root', async () => {
  const memory = 'signer/0.json';
  for (let round = 0; round < 100; round++) {
    const own = emptyLog();
    await decide(own, [1, 1, 1]);
    const disk = new MemorySealStore();
    const signed = new SignedHeads();
    disk.onWrite = signed.note;
    await sealAll(own, disk);
    await decide(own, [1, 1]);
    disk.onWrite = (file) => {
      signed.note(file);
      if (file.path === memory) disk.breaksBefore = disk.steps;
    };
    await expect(sealAll(own, disk)).rejects.toThrow('killed');
    const lost = await copyOf(own, (seq, raw) => (seq <= 3 ? raw : null));
    await decide(lost, Array<number>(2 + (round % 3)).fill(1));
    const restarted = new MemorySealStore(disk.files);
    restarted.onWrite = signed.note;
    await expect(sealAll(lost, restarted)).rejects.toMatchObject({ reason: 'SIGNER_REFUSES' });
    expect(signed.conflicts).toEqual([]);
  }
});

/** Every head that anybody may have seen signed. */
class SignedHeads {
  readonly #roots = new Map<number, Uint8Array>();
  readonly conflicts: number[] = [];

  readonly note = ({ path, bytes }: { path: string; bytes: Uint8Array }): void => {
    if (path !== CHECKPOINT) return;
    const { size, root } = opened(bytes);
    const known = this.#roots.get(size) ?? root;
    if (!sameBytes(known, root)) this.conflicts.push(size);
    this.#roots.set(size, root);
  };
}
