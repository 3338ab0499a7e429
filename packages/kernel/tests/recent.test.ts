import { describe, expect, it } from 'vitest';
import { Recent } from '../src/index.ts';

describe('the latest values', () => {
  it.for([1, 2, 3, 10])('are known, at least %i of them and at most twice as many', (max) => {
    const recent = new Recent<number>(max);
    for (let added = 1; added <= 50; added++) {
      recent.add(`k${added}`, added);
      const known = Array.from({ length: added }, (_, index) => index + 1).filter(
        (key) => recent.get(`k${key}`) === key,
      );
      const latest = Array.from({ length: known.length }, (_, index) => added - index).reverse();
      expect(known).toEqual(latest);
      expect(known.length).toBeGreaterThanOrEqual(Math.min(added, max));
      expect(known.length).toBeLessThanOrEqual(max * 2);
    }
  });

  it('take the place of earlier ones under the same key', () => {
    const recent = new Recent<string>(2);
    recent.add('a', 'first');
    recent.add('b', '');
    recent.add('a', 'second');
    recent.add('c', '');
    expect(recent.get('a')).toBe('second');
  });

  it('become no younger when another value takes their place', () => {
    const recent = new Recent<string>(2);
    recent.add('a', 'first');
    recent.add('b', '');
    recent.add('c', '');
    expect(recent.replace('a', 'second')).toBe(true);
    expect(recent.replace('unknown', '')).toBe(false);
    expect([recent.get('a'), recent.has('unknown')]).toEqual(['second', false]);
    recent.add('d', '');
    recent.add('e', '');
    expect([recent.has('a'), recent.has('c')]).toEqual([false, true]);
  });

  it('name what is dropped, once', () => {
    const recent = new Recent<number>(2);
    const dropped = [1, 2, 3, 4, 5, 6, 7].map((value) => recent.add(`k${value}`, value));
    expect(dropped.map((each) => each && [...each.values()])).toEqual([
      ...[null, null, []],
      ...[null, [1, 2], null],
      [3, 4],
    ]);
    expect(recent.has('k4')).toBe(false);
    expect(recent.has('k5')).toBe(true);
  });

  it('are gone once they are deleted, whichever generation holds them', () => {
    const recent = new Recent<string>(1);
    recent.add('a', 'old');
    recent.add('b', 'young');
    recent.add('a', 'again');
    for (const key of ['a', 'b']) recent.delete(key);
    expect([recent.get('a'), recent.has('b')]).toEqual([undefined, false]);
  });
});
