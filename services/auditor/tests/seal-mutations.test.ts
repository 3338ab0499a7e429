import { decodeEntry, findLogFault, openCheckpoint } from '@hustings/merkle-log';
import { beforeAll, expect, it } from 'vitest';
import { createLogKeys } from '../src/adapters/log-keys.ts';
import {
  copyOf,
  decide,
  emptyLog,
  type MemoryLog,
  MemorySealStore,
  ORIGIN,
  SEED,
  sealAll,
  sealerOf,
} from './support/sealing.ts';

const MUTATIONS_OF_STREAM = 1_000;
const MUTATIONS_OF_FILES = 9_000;
/** Five seconds on an idle machine. */
const TIMEOUT_MS = 120_000;
const SEED_OF_CHANCE = 20_270_115;
const { signal } = new AbortController();
const { verifier } = createLogKeys(SEED, ORIGIN)('0');

let log: MemoryLog;
let store: MemorySealStore;
/** Commits that were sealed. */
let size: number;

beforeAll(async () => {
  log = emptyLog();
  await decide(log, [1, 2, 3, 4, 5, 1, 1, 2, 1, 1, 3, 1]);
  store = new MemorySealStore();
  await sealAll(log, store);
  size = await log.lastSeq('0');
});

it(`${MUTATIONS_OF_STREAM} random changes of the stream are all found, each with its first commit`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const chance = chanceOf(SEED_OF_CHANCE);
  const missed: string[] = [];
  for (let n = 0; n < MUTATIONS_OF_STREAM; n++) {
    const at = 1 + chance(size);
    const kind = chance(4);
    const changed = await mutateStream(at, kind, chance);
    const found = await sealerOfCopy(changed).catch((error: { seq?: number }) => error.seq);
    if (found !== at) missed.push(`${kind} at ${at}: ${found}`);
  }
  expect(missed).toEqual([]);
});

it(`${MUTATIONS_OF_FILES} random changes of what is published are all found`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const chance = chanceOf(SEED_OF_CHANCE + 1);
  const published = [...store.files].filter(([path]) => path.startsWith('log/0/'));
  const whole = new Map(published.map(([path, bytes]) => [path.slice('log/0/'.length), bytes]));
  expect(await isSound(whole)).toBe(true);
  const missed: string[] = [];
  for (let n = 0; n < MUTATIONS_OF_FILES; n++) {
    const [path, bytes] = [...whole][chance(whole.size)] ?? ['', new Uint8Array()];
    const files = new Map(whole);
    const changed = mutate(bytes, chance);
    if (changed === null) files.delete(path);
    else files.set(path, changed);
    if (await isSound(files)) missed.push(`${path}: ${Buffer.from(changed ?? '').toString('hex')}`);
  }
  expect(missed).toEqual([]);
});

/** Compares a changed log with the seal: at the end when it starts, then all of it. */
async function sealerOfCopy(changed: MemoryLog): Promise<undefined> {
  const sealer = sealerOf(changed, new MemorySealStore(store.files));
  await sealer.open(signal);
  await sealer.sealNow(signal);
  return undefined;
}

function mutateStream(at: number, kind: number, chance: Chance): Promise<MemoryLog> {
  switch (kind) {
    case 0: // cut off there
      return copyOf(log, (seq, raw) => (seq < at ? raw : null));
    case 1: // an entry longer by a byte
      return copyOf(log, (seq, raw) =>
        seq === at ? Buffer.concat([raw, Buffer.of(chance(256))]) : raw,
      );
    case 2: // an entry emptied
      return copyOf(log, (seq, raw) => (seq === at ? new Uint8Array() : raw));
    default: // a bit flipped
      return copyOf(log, (seq, raw) => (seq === at ? flipAny(raw, chance) : raw));
  }
}

/** The bytes with a bit flipped, a byte more or less, or nothing at all. */
function mutate(bytes: Uint8Array, chance: Chance): Uint8Array | null {
  const at = chance(bytes.length);
  switch (chance(8)) {
    case 0:
      return null;
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), Buffer.of(chance(256)), bytes.subarray(at)]);
    default:
      return flipAny(bytes, chance);
  }
}

function flipAny(bytes: Uint8Array, chance: Chance): Uint8Array {
  const changed = Buffer.from(bytes);
  const at = chance(bytes.length);
  changed[at] = (changed[at] ?? 0) ^ (1 << chance(8));
  return changed;
}

async function isSound(files: ReadonlyMap<string, Uint8Array>): Promise<boolean> {
  const note = files.get('checkpoint');
  if (note === undefined) return false;
  const checkpoint = openCheckpoint(Buffer.from(note).toString(), verifier);
  if ('fault' in checkpoint) return false;
  const fault = await findLogFault(checkpoint, {
    read: async (path) => files.get(path) ?? null,
    isEntry: (bytes, index) => decodeEntry(bytes)?.seq === index + 1,
  });
  return fault === null;
}

type Chance = (below: number) => number;

/** Mulberry32: the same numbers in each run. */
function chanceOf(seed: number): Chance {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
