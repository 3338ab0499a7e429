import { decodeEntry, leafHash, rootOfLeaves, sameBytes } from '@hustings/merkle-log';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLogKeys } from '../src/adapters/log-keys.ts';
import { HeadSigner } from '../src/app/sealing/head-signer.ts';
import { sealedEntryOf } from '../src/domain/seal/entry-of.ts';
import {
  CHECKPOINT,
  checkpointIn,
  copyOf,
  decide,
  emptyLog,
  faultIn,
  flip,
  type MemoryLog,
  MemorySealStore,
  ORIGIN,
  opened,
  SEED,
  sealAll,
  sealerOf,
} from './support/sealing.ts';

const { signal } = new AbortController();
/** A checkpoint is made at least for each 4,096 commits. */
const MORE_THAN_A_BATCH = 4_200;

let log: MemoryLog;
let store: MemorySealStore;

beforeEach(async () => {
  log = emptyLog();
  store = new MemorySealStore();
  await decide(log, [1, 2, 3, 5, 1, 1]);
});

describe('the sealed log', () => {
  it('holds an entry for each commit in the order of the stream, under a signed checkpoint', async () => {
    log.appendRaw('0', 'hustings.evt.0.registry.sender.s-1', Buffer.from('no commit at all'));
    await sealAll(log, store);
    const checkpoint = checkpointIn(store);
    expect(checkpoint).toMatchObject({ origin: `${ORIGIN}/0`, size: 7 });
    expect(sameBytes(checkpoint.root, await rootOf(log))).toBe(true);
    expect(await faultIn(store)).toBeNull();
  });

  it('counts the decisions of a commit, and nothing in other entries', async () => {
    log.appendRaw('0', 'hustings.evt.0.registry.sender.s-1', Buffer.from('no commit at all'));
    const entries = (await entriesOf(log)).map(decodeEntry);
    expect(entries.map((entry) => entry?.decisions)).toEqual([1, 2, 3, 5, 1, 1, 0]);
  });

  it('is the same whether it was made in one run or in many', async () => {
    await decide(log, Array<number>(600).fill(1));
    await sealAll(log, store);
    const other = new MemorySealStore();
    for (const size of [3, 255, 256, 257, 300, 606]) {
      await sealAll(await copyOf(log, (seq, raw) => (seq <= size ? raw : null)), other);
    }
    expect(checkpointIn(other)).toEqual(checkpointIn(store));
    expect(await faultIn(other)).toBeNull();
    // Partial tiles of earlier checkpoints are gone where the full one stands.
    const partial = [...other.files.keys()].filter((path) => path.startsWith('log/0/tile/0/000.p'));
    expect(partial).toEqual([]);
  });

  it('is published in an order in which nothing points to what is not there', async () => {
    const written: string[] = [];
    store.onWrite = ({ path }) => written.push(path);
    await sealAll(log, store);
    expect(written).toEqual([
      'log/0/tile/entries/000.p/6',
      'log/0/tile/0/000.p/6',
      'signer/0.json',
      CHECKPOINT,
    ]);
  });

  it('stays as it is while nothing is new', async () => {
    const sealer = await sealAll(log, store);
    const { steps } = store;
    await sealer.sealNow(signal);
    expect(store.steps).toBe(steps);
    expect(sealer.lag).toBe(0);
  });
});

describe('a log that is not the one that was sealed', () => {
  beforeEach(() => sealAll(log, store));

  it('and ends earlier is refused at start, with the first commit that is gone', async () => {
    const shorter = await copyOf(log, (seq, raw) => (seq < 5 ? raw : null));
    await expect(sealerOf(shorter, store).open(signal)).rejects.toMatchObject({
      reason: 'LOG_SHORTER_THAN_SEAL',
      seq: 5,
    });
  });

  it('and differs before its earlier end is refused with the first commit that differs', async () => {
    const other = await copyOf(log, (seq, raw) => (seq === 2 ? flip(raw) : seq < 5 ? raw : null));
    await expect(sealerOf(other, store).open(signal)).rejects.toMatchObject({
      reason: 'LOG_DIFFERS_FROM_SEAL',
      seq: 2,
    });
  });

  it('and differs at its end is refused at start, with the first commit that differs', async () => {
    const other = await copyOf(log, (seq, raw) => (seq === 3 || seq === 6 ? flip(raw) : raw));
    await expect(sealerOf(other, store).open(signal)).rejects.toMatchObject({
      reason: 'LOG_DIFFERS_FROM_SEAL',
      seq: 3,
      message: expect.stringContaining('commit 3 is the first'),
    });
  });

  it('and differs in its midst is found before anything more is sealed', async () => {
    const other = await copyOf(log, (seq, raw) => (seq === 3 ? flip(raw) : raw));
    await decide(other, [1]);
    const { steps } = store;
    await expect(sealAll(other, store)).rejects.toMatchObject({
      reason: 'LOG_DIFFERS_FROM_SEAL',
      seq: 3,
    });
    expect(store.steps).toBe(steps);
  });

  it('because its tail was replaced while the auditor ran, is found with the next commits', async () => {
    const live = emptyLog();
    const sealer = sealerOf(
      new Proxy(live, {
        get: (_, name) => {
          const value = Reflect.get(current, name);
          return typeof value === 'function' ? value.bind(current) : value;
        },
      }),
      new MemorySealStore(),
    );
    let current: MemoryLog = log;
    await sealer.open(signal);
    await sealer.sealNow(signal);
    current = await copyOf(log, (seq, raw) => (seq === 6 ? flip(raw) : raw));
    await decide(current, [1]);
    await expect(sealer.sealNow(signal)).rejects.toMatchObject({ name: 'LogDiverged' });
  });
});

describe('a seal that is broken', () => {
  beforeEach(() => sealAll(log, store));

  it.each([
    {
      when: 'its tiles at the edge are gone',
      path: 'log/0/tile/0/000.p/6',
      change: null,
      reason: 'SEAL_DAMAGED',
    },
    {
      when: 'a tile at the edge has another bit',
      path: 'log/0/tile/0/000.p/6',
      change: flip,
      reason: 'SEAL_DAMAGED',
    },
    {
      when: 'its entries at the edge are cut',
      path: 'log/0/tile/entries/000.p/6',
      change: cut,
      reason: 'SEAL_DAMAGED',
    },
    {
      when: 'its checkpoint is no checkpoint',
      path: CHECKPOINT,
      change: cut,
      reason: 'SEAL_DAMAGED',
    },
    {
      when: 'its signature has another bit',
      path: CHECKPOINT,
      change: flipSignature,
      reason: 'SEAL_KEY_DIFFERS',
    },
    {
      when: 'the memory of the signer cannot be read',
      path: 'signer/0.json',
      change: cut,
      reason: 'SEAL_DAMAGED',
    },
  ])('is refused when $when', async ({ path, change, reason }) => {
    const bytes = store.files.get(path) ?? new Uint8Array();
    if (change === null) store.files.delete(path);
    else store.files.set(path, change(bytes));
    await expect(sealAll(log, store)).rejects.toMatchObject({ name: 'SealFault', reason });
  });

  it('is refused under another key or another name', async () => {
    for (const options of [{ seed: '6b'.repeat(32) }, { origin: 'other.example/log' }]) {
      await expect(sealAll(log, store, options)).rejects.toMatchObject({
        reason: 'SEAL_KEY_DIFFERS',
      });
    }
  });

  it('by the loss of all that is public, is made again in batches, and no smaller tree is signed meanwhile', async () => {
    await decide(log, Array<number>(MORE_THAN_A_BATCH).fill(1));
    await sealAll(log, store);
    const before = checkpointIn(store);
    for (const path of store.files.keys()) if (path.startsWith('log/')) store.files.delete(path);
    const shorter = await copyOf(log, (seq, raw) => (seq < 5 ? raw : null));
    await expect(sealAll(shorter, store)).rejects.toMatchObject({
      reason: 'LOG_SHORTER_THAN_SEAL',
    });
    expect(store.files.has(CHECKPOINT)).toBe(false);
    const signed: number[] = [];
    store.onWrite = ({ path, bytes }) => {
      if (path === CHECKPOINT) signed.push(opened(bytes).size);
    };
    await sealAll(log, store);
    expect(signed).toEqual([before.size]);
    expect(checkpointIn(store)).toEqual(before);
  });

  it('by the loss of what the signer remembers, goes on from the checkpoint', async () => {
    store.files.delete('signer/0.json');
    const other = await copyOf(log, (seq, raw) => (seq < 5 ? raw : null));
    await expect(sealAll(other, store)).rejects.toMatchObject({ reason: 'LOG_SHORTER_THAN_SEAL' });
    await decide(log, [1]);
    await sealAll(log, store);
    expect(checkpointIn(store).size).toBe(7);
  });
});

describe('the signer', () => {
  const key = createLogKeys(SEED, ORIGIN)('0').signer;
  const open = () => HeadSigner.open(store, { partition: '0', key, published: null });
  const head = (size: number) => ({ size, root: leafHash(Buffer.from(`root ${size}`)) });

  it('remembers before it signs: what was not written was not signed', async () => {
    const signer = await open();
    store.breaksBefore = 0;
    await expect(signer.sign(head(3), [])).rejects.toThrow('killed');
    expect(signer.size).toBe(0);
  });

  it('refuses a smaller tree, another root for a size, and one that forgets', async () => {
    await (await open()).sign(head(3), []);
    const signer = await open();
    const refused = { reason: 'SIGNER_REFUSES' };
    await expect(signer.sign(head(2), [])).rejects.toMatchObject(refused);
    const other = { size: 3, root: leafHash(Buffer.from('other')) };
    await expect(signer.sign(other, [])).rejects.toMatchObject(refused);
    await expect(signer.sign(head(9), [head(1).root])).rejects.toMatchObject(refused);
    expect(await signer.sign(head(3), [])).toContain('\n3\n');
  });
});

async function entriesOf(from: MemoryLog): Promise<Uint8Array[]> {
  const until = await from.lastSeq('0');
  const entries = from.follow({ partition: '0', after: 0, until, signal });
  return Array.fromAsync(entries, sealedEntryOf);
}

async function rootOf(from: MemoryLog): Promise<Uint8Array> {
  return rootOfLeaves((await entriesOf(from)).map(leafHash));
}

function cut(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, -5);
}

/** Changes a character in the midst of the base64 of the signature to another one of the alphabet. */
function flipSignature(bytes: Uint8Array): Uint8Array {
  const changed = Buffer.from(bytes);
  const at = bytes.length - 20;
  changed.write(changed.toString('latin1', at, at + 1) === 'A' ? 'B' : 'A', at);
  return changed;
}
