import { describe, expect, it } from 'vitest';
import { systemIds } from '../src/index.ts';

const MANY = 5_000;
/** RFC 9562 §4: 8-4-4-4-12 digits, version 7, variant 0b10. */
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('ids', () => {
  const made = Array.from({ length: MANY }, () => systemIds().uuid());

  it('have the form of a UUIDv7', () => {
    expect(made.filter((id) => !UUID_V7.test(id))).toEqual([]);
  });

  it('are all different', () => {
    expect(new Set(made).size).toBe(MANY);
  });

  it('begin with the time of their making', () => {
    const before = Date.now();
    const id = systemIds().uuid();
    const atMs = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(atMs).toBeGreaterThanOrEqual(before);
    expect(atMs).toBeLessThanOrEqual(Date.now());
  });

  it('are random in every bit that is neither time, version nor variant', () => {
    const digits = made.map((id) => BigInt(`0x${id.replaceAll('-', '').slice(12)}`));
    const fixed = 0xf000_c000_0000_0000_0000n;
    const ones = digits.reduce((seen, next) => seen | next, 0n);
    const zeros = digits.reduce((seen, next) => seen | ~next, 0n) & ((1n << 80n) - 1n);
    expect(ones | fixed).toBe((1n << 80n) - 1n);
    expect(zeros | fixed).toBe((1n << 80n) - 1n);
  });
});
