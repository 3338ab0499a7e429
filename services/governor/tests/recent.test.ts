import { describe, expect, it } from 'vitest';
import { Recent } from '../src/domain/recent.ts';

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
});
