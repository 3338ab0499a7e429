import fc from 'fast-check';
import { Command } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { pack } from '../src/packed-command.ts';

const argument = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.integer(),
);

describe('a packed command', () => {
  it('has the bytes that ioredis would send', () => {
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 30 }), (args) => {
        const expected = new Command('EVALSHA', [...args]).toWritable({});
        expect(pack('EVALSHA', args).equals(Buffer.from(expected))).toBe(true);
      }),
      { seed: 20261122, numRuns: 500 },
    );
  });
});
