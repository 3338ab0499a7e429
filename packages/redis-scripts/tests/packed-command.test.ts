import fc from 'fast-check';
import { Command } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { pack } from '../src/packed-command.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary-ascii', maxLength: 100 }),
);
const bytes = fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some));

describe('a packed command', () => {
  it('has the bytes that ioredis would send', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(text, bytes, fc.integer()), { maxLength: 10 }),
        fc.array(fc.oneof(text, bytes), { maxLength: 30 }),
        (head, rest) => {
          const expected = new Command('EVALSHA', [...head, ...rest]).toWritable({});
          expect(pack('EVALSHA', { head, rest }).equals(Buffer.from(expected))).toBe(true);
        },
      ),
      { seed: 20261122, numRuns: 500 },
    );
  });
});
