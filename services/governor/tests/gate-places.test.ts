import { gateOf, partitionOf } from '@hustings/kernel';
import { expect, it } from 'vitest';
import { GatePlaces } from '../src/app/gate-places.ts';

const LAYOUT = { partitions: 3, gates: 7 };
/** More than are remembered at once. */
const ORGANISATIONS = 25_000;

it('an organisation has its place of the layout, asked for once or again, remembered or not', () => {
  const places = new GatePlaces(LAYOUT);
  const wrong: string[] = [];
  for (const _ of ['first', 'again']) {
    for (let index = 0; index < ORGANISATIONS; index++) {
      const id = `org-${index}`;
      const { partition, gate, name } = places.of(id);
      const expected = [partitionOf(id, LAYOUT), gateOf(id, LAYOUT)];
      if (name !== expected.join('.') || name !== `${partition}.${gate}`) wrong.push(id);
    }
  }
  expect(wrong).toEqual([]);
  expect(places.of('org-1')).toBe(places.of('org-1'));
});
