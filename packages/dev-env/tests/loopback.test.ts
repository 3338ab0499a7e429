import { expect, it } from 'vitest';
import { portsOf } from '../src/servers/loopback.ts';

it('workers that start servers at the same time look for ports in parts of their own, below those of outgoing connections', () => {
  const parts = ['1', '2', '3', '4'].map((worker) => portsOf(worker, process.pid));
  const ends = parts.map(({ first, count }) => first + count);
  expect(Math.min(...parts.map(({ first }) => first))).toBeGreaterThanOrEqual(20_000);
  expect(Math.max(...ends)).toBeLessThanOrEqual(32_000);
  for (const [at, { first }] of parts.slice(1).entries()) {
    expect(first).toBeGreaterThanOrEqual(ends[at] ?? Number.POSITIVE_INFINITY);
  }
});

it('a process that is no worker looks in one of the same parts', () => {
  expect(portsOf(undefined, 9)).toEqual(portsOf('1', 0));
});
