import { startRedis } from '@hustings/dev-env';
import { assert, present } from '@hustings/kernel';
import type { Fact } from '@hustings/policy';
import {
  gateKeys,
  gateScripts,
  listScripts,
  loadGateScripts,
  redisOptions,
} from '@hustings/redis-scripts';
import { Redis } from 'ioredis';
import { type GateFixture, openGate, SCRIPT_FOLDER } from './gate-fixture.ts';
import { readCpuUs } from './redis-usage.ts';
import { type BenchOptions, type Findings, median, rounded } from './summary.ts';

/** Opt-outs of one call: as many as an entry of the fixture has. */
const LOADED_AT_ONCE = 2_000;
/** Of so many people at a time, as in a group of decisions. */
const LOOKED_UP_AT_ONCE = 64;
const LOOKUPS = 2_000;

export interface OptOutOptions extends BenchOptions {
  /** How many are loaded into each of the two places: 10 million unless told. */
  optOuts?: number;
}

/** What one place came to. */
interface Loaded {
  bytesEach: number;
  peakBytesEach: number;
  seconds: number;
  redisUsEach: number;
  lookupUs: number;
}

/**
 * Ten million opt-outs through the scripts that governors use: one organisation's in its gate, and as many in the list of opt-outs from
 * all political senders. Bytes of Redis, time to load, processor time of a lookup, half of which find somebody.
 */
export async function benchOptOuts(options: OptOutOptions): Promise<Findings> {
  const { optOuts = 10_000_000, note } = options;
  const gate = await benchGate(optOuts, options);
  note(`opt-outs of one organisation: ${describe(gate)}`);
  const list = await benchList(optOuts, options);
  note(`opt-outs from all political senders: ${describe(list)}`);
  return {
    ratios: {},
    absolute: { optOutsLoaded: optOuts, ...figures('gate', gate), ...figures('list', list) },
  };
}

async function benchGate(optOuts: number, options: OptOutOptions): Promise<Loaded> {
  const fixture = await openGate({ testClock: false });
  try {
    const { redis } = fixture;
    const key = present(gateKeys(fixture.gate, fixture.epoch).opt_outs, 'the gate keeps opt-outs');
    const look = (people: string[]): Promise<unknown> => redis.hmget(key, ...people);
    const load = (from: number, to: number): Promise<void> => applyOptOuts(fixture, from, to);
    return await measure(redis, optOuts, { ...options, load, look });
  } finally {
    await fixture.stop();
  }
}

function applyOptOuts(fixture: GateFixture, from: number, to: number): Promise<void> {
  const facts = Array.from(
    { length: to - from },
    (_, index): Fact => ({
      ...{ type: 'OptedOut', organisationId: 'org-1', recipient: pseudonymOf(from + index) },
      scope: { kind: 'ORGANISATION' },
    }),
  );
  return fixture.apply(facts);
}

async function benchList(optOuts: number, options: OptOutOptions): Promise<Loaded> {
  const server = await startRedis();
  const redis = new Redis(server.url, {
    ...redisOptions,
    lazyConnect: true,
    commandTimeout: 60_000,
  });
  await redis.connect();
  try {
    const scripts = loadGateScripts(SCRIPT_FOLDER);
    await gateScripts(redis, scripts).load();
    const list = listScripts(redis, scripts);
    await list.begin({ observed: '', next: 'bench' });
    const look = (people: string[]): Promise<unknown> => list.check('bench', people);
    const load = async (from: number, to: number): Promise<void> => {
      const changes = Array.from({ length: to - from }, (_, index) => ({
        pseudonym: pseudonymOf(from + index),
        suppressed: true,
      }));
      const reached = await list.apply('bench', { from, to, changes });
      assert(reached === to, 'the list takes what follows on it');
    };
    return await measure(redis, optOuts, { ...options, load, look });
  } finally {
    redis.disconnect();
    await server.stop();
  }
}

interface Place extends OptOutOptions {
  load: (from: number, to: number) => Promise<void>;
  look: (people: string[]) => Promise<unknown>;
}

async function measure(redis: Redis, optOuts: number, place: Place): Promise<Loaded> {
  const before = await datasetBytes(redis);
  const cpuBefore = await readCpuUs(redis);
  const started = performance.now();
  let peak = 0;
  for (let at = 0; at < optOuts; at += LOADED_AT_ONCE) {
    await place.load(at, Math.min(at + LOADED_AT_ONCE, optOuts));
    if (at % (LOADED_AT_ONCE * 100) === 0) peak = Math.max(peak, await datasetBytes(redis));
  }
  const seconds = (performance.now() - started) / 1_000;
  const redisUsEach = ((await readCpuUs(redis)) - cpuBefore) / optOuts;
  const after = await datasetBytes(redis);
  const lookups: number[] = [];
  for (let round = 0; round < place.rounds; round++) {
    lookups.push(await lookUp(redis, optOuts, place));
  }
  return {
    bytesEach: (after - before) / optOuts,
    peakBytesEach: (Math.max(peak, after) - before) / optOuts,
    seconds,
    redisUsEach,
    lookupUs: median(lookups),
  };
}

async function lookUp(redis: Redis, optOuts: number, { look }: Place): Promise<number> {
  const groups = Array.from({ length: LOOKUPS }, () =>
    Array.from({ length: LOOKED_UP_AT_ONCE }, () =>
      pseudonymOf(Math.floor(Math.random() * 2 * optOuts)),
    ),
  );
  const before = await readCpuUs(redis);
  for (const group of groups) await look(group);
  return ((await readCpuUs(redis)) - before) / (LOOKUPS * LOOKED_UP_AT_ONCE);
}

const pseudonymBytes = Buffer.alloc(16);

/** As long as a pseudonym and as evenly spread, and cheaper to make. */
function pseudonymOf(index: number): string {
  pseudonymBytes.writeUInt32LE(Math.imul(index, 0x9e3779b1) >>> 0, 0);
  pseudonymBytes.writeUInt32LE(Math.imul(index ^ 0x5bd1e995, 0x85ebca6b) >>> 0, 4);
  pseudonymBytes.writeUInt32LE(Math.imul(index + 0x27d4eb2f, 0xc2b2ae35) >>> 0, 8);
  pseudonymBytes.writeUInt32LE(index, 12);
  return pseudonymBytes.toString('base64url');
}

async function datasetBytes(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1] ?? Number.NaN);
}

function figures(name: string, loaded: Loaded): Record<string, number> {
  return {
    [`${name}BytesEach`]: rounded(loaded.bytesEach),
    [`${name}PeakBytesEach`]: rounded(loaded.peakBytesEach),
    [`${name}LoadSeconds`]: rounded(loaded.seconds),
    [`${name}RedisUsPerLoaded`]: rounded(loaded.redisUsEach),
    [`${name}RedisUsPerLookup`]: rounded(loaded.lookupUs),
  };
}

function describe({ bytesEach, seconds, lookupUs }: Loaded): string {
  return `${rounded(bytesEach)} bytes each, loaded in ${rounded(seconds)} s, ${rounded(lookupUs)} µs a lookup`;
}
