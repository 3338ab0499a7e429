import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberedMirror, NumberedTable, slotOf } from '../src/numbered-table.ts';

interface Held {
  readonly number: number;
}
const make = (number: number): Held => ({ number });

describe('a table that numbers what it holds', () => {
  it('holds what was added and not deleted, each under its own number, as a map would; its mirror the same', () => {
    const steps = fc.array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constant({ add: true, at: 0 }) },
        { weight: 2, arbitrary: fc.record({ add: fc.constant(false), at: fc.nat() }) },
      ),
      { maxLength: 400 },
    );
    fc.assert(
      fc.property(steps, (taken) => {
        const table = new NumberedTable<Held>();
        const mirror = new NumberedMirror<Held>();
        const model = new Map<number, Held>();
        const given: number[] = [];
        for (const { add, at } of taken) {
          if (add) {
            const held = table.add(make);
            mirror.set(held);
            model.set(held.number, held);
            given.push(held.number);
          } else if (given.length > 0) {
            const number = given[at % given.length] ?? 0;
            expect(table.delete(number)).toBe(model.delete(number));
            mirror.delete(number);
          }
        }
        for (const number of given) {
          expect(table.get(number)).toBe(model.get(number));
          expect(mirror.get(number)).toBe(model.get(number));
        }
        expect(table.size).toBe(model.size);
        expect(new Set(table.values())).toEqual(new Set(model.values()));
      }),
      { seed: 20261123, numRuns: 300 },
    );
  });

  it('gives no number again for four million others, however few it holds', () => {
    const table = new NumberedTable<Held>();
    const first = table.add(make).number;
    table.delete(first);
    let others = 0;
    for (let number = first + 1; number !== first && others < 5_000_000; others++) {
      ({ number } = table.add(make));
      table.delete(number);
    }
    expect(others).toBe(4_096 * 1_024);
  });

  it('holds as many at once as come, in slots of their own', () => {
    const table = new NumberedTable<Held>();
    const numbers = Array.from({ length: 5_000 }, () => table.add(make).number);
    expect(new Set(numbers.map(slotOf)).size).toBe(numbers.length);
    expect(numbers.every((number) => table.get(number)?.number === number)).toBe(true);
    for (const number of numbers) expect(table.delete(number)).toBe(true);
    expect(table.size).toBe(0);
  });

  it('knows nothing of a number that it has not given, nor of one that came before or after it in its slot', () => {
    const table = new NumberedTable<Held>();
    expect(table.get(0)).toBeUndefined();
    expect(table.delete(0)).toBe(false);
    const { number } = table.add(make);
    const others = [number + 2 ** 20, number - 2 ** 20].map((each) => each >>> 0);
    for (const other of others) {
      expect(table.get(other)).toBeUndefined();
      expect(table.delete(other)).toBe(false);
    }
    expect(table.get(number)).toEqual({ number });
  });
});
