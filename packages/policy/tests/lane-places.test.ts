import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addPlace,
  emptyPlaces,
  firstPlaces,
  placesLeft,
  removePlace,
} from '../src/admission/lane-places.ts';

const placeOf = (number: number) => ({ messageId: `msg-${number}`, recipient: 'r', number });

test('whatever comes, goes and comes back, the places stand in the order of their numbers', () => {
  const changes = fc.array(fc.record({ number: fc.nat({ max: 40 }), stays: fc.boolean() }), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(changes, (all) => {
      const places = emptyPlaces();
      const expected = new Set<number>();
      for (const { number, stays } of all) {
        if (stays && !expected.has(number)) addPlace(places, placeOf(number));
        if (!stays) removePlace(places, number);
        if (stays) expected.add(number);
        else expected.delete(number);
        const numbers = firstPlaces(places, 100).map((place) => place.number);
        expect(numbers).toEqual([...expected].sort((left, right) => left - right));
        expect(placesLeft(places)).toBe(expected.size);
      }
    }),
  );
});

test('a long lane is emptied from its front, with messages that come back in between', () => {
  const places = emptyPlaces();
  for (let number = 0; number < 5_000; number++) addPlace(places, placeOf(number));
  for (let number = 0; number < 5_000; number++) {
    expect(firstPlaces(places, 1)).toEqual([placeOf(number)]);
    removePlace(places, number);
    if (number % 7 !== 0) continue;
    addPlace(places, placeOf(number));
    expect(firstPlaces(places, 2)[0]).toEqual(placeOf(number));
    removePlace(places, number);
  }
  expect(placesLeft(places)).toBe(0);
});
