import { expect, test } from 'vitest';
import { keySlot } from '../src/cluster/key-slot.ts';

test.each([
  // CRC16 of "123456789" is 0x31C3: the check value of the Redis Cluster specification.
  ['123456789', 0x31c3],
  ['foo', 12_182],
  ['{foo}bar', 12_182],
  ['x{foo}{other}', 12_182],
  ['foo{}{bar}', 8_363],
  ['foo{{bar}}zap', 4_015],
  ['', 0],
])('the key "%s" belongs to slot %i', (key, slot) => {
  expect(keySlot(key)).toBe(slot);
});
