import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createLimiter } from '../src/limiter.ts';
import { redisOptions } from '../src/redis-options.ts';

/** So slow that nothing comes back while a test runs. */
const EVERY_MS = 3_600_000;

let redis: Redis;
const name = (): string => `test-${crypto.randomUUID()}`;

beforeEach(async () => {
  redis = new Redis(inject('redisUrl'), { ...redisOptions, lazyConnect: true });
  await redis.connect();
});

afterEach(() => {
  redis.disconnect();
});

test('a key gets its burst and nothing more, also from one group of calls', async () => {
  const limiter = createLimiter(redis, { name: name(), everyMs: EVERY_MS, burst: 3 });
  const calls = await Promise.all(Array.from({ length: 5 }, () => limiter.consume('a')));
  expect(calls.map(({ allowed }) => allowed)).toEqual([true, true, true, false, false]);
});

test('each key has a bucket of its own', async () => {
  const limiter = createLimiter(redis, { name: name(), everyMs: EVERY_MS, burst: 1 });
  const calls = await Promise.all(['a', 'b', 'a'].map((key) => limiter.consume(key)));
  expect(calls.map(({ allowed }) => allowed)).toEqual([true, true, false]);
});

test('limiters of one name share their buckets, others do not', async () => {
  const shared = { name: name(), everyMs: EVERY_MS, burst: 1 };
  await createLimiter(redis, shared).consume('a');
  expect(await createLimiter(redis, shared).consume('a')).toMatchObject({ allowed: false });
  const other = createLimiter(redis, { ...shared, name: name() });
  expect(await other.consume('a')).toEqual({ allowed: true, retryAfterMs: 0 });
});

test('a refusal says after how long there is a permit, and takes nothing', async () => {
  const limiter = createLimiter(redis, { name: name(), everyMs: EVERY_MS, burst: 1 });
  await limiter.consume('a');
  for (const _ of [1, 2, 3]) {
    const { retryAfterMs } = await limiter.consume('a');
    expect(retryAfterMs).toBeLessThanOrEqual(EVERY_MS);
    expect(retryAfterMs).toBeGreaterThan(EVERY_MS - 60_000);
  }
});

test('permits come back one by one: no span holds more than its share and the burst', async () => {
  const everyMs = 5;
  const burst = 4;
  const limiter = createLimiter(redis, { name: name(), everyMs, burst });
  const started = performance.now();
  let allowed = 0;
  for (let call = 0; call < 400; call++) {
    if ((await limiter.consume('a')).allowed) allowed += 1;
  }
  const elapsedMs = performance.now() - started;
  expect(allowed).toBeGreaterThanOrEqual(burst);
  expect(allowed).toBeLessThanOrEqual(burst + Math.ceil(elapsedMs / everyMs));
});

test('more keys than one call takes are all answered', async () => {
  const limiter = createLimiter(redis, { name: name(), everyMs: EVERY_MS, burst: 1 });
  const keys = Array.from({ length: 1_300 }, (_, index) => `k-${index}`);
  const first = await Promise.all(keys.map((key) => limiter.consume(key)));
  expect(first.every(({ allowed }) => allowed)).toBe(true);
  const second = await Promise.all(keys.map((key) => limiter.consume(key)));
  expect(second.some(({ allowed }) => allowed)).toBe(false);
});

test('its keys go by themselves', async () => {
  const limiterName = name();
  await createLimiter(redis, { name: limiterName, everyMs: 1, burst: 10 }).consume('a');
  const keys = await redis.keys(`*${limiterName}*`);
  expect(keys).toHaveLength(1);
  expect(await redis.pttl(String(keys[0]))).toBeGreaterThan(0);
});

test('without Redis a call fails', async () => {
  const limiter = createLimiter(redis, { name: name(), everyMs: 1, burst: 10 });
  redis.disconnect();
  await expect(limiter.consume('a')).rejects.toThrow("Stream isn't writeable");
});
