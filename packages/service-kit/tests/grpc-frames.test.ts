import fc from 'fast-check';
import { Status } from 'nice-grpc-common';
import { describe, expect, it } from 'vitest';
import { FrameReader, frameOf, WireFault } from '../src/front/grpc-frames.ts';

const MAX_BYTES = 3_000;
const messages = fc.array(fc.uint8Array({ maxLength: MAX_BYTES }), { maxLength: 12 });
const cuts = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 20 });

/** The bytes in pieces of these lengths, over and over. */
function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

function faultOf(act: () => unknown): WireFault {
  try {
    act();
  } catch (error) {
    if (error instanceof WireFault) return error;
  }
  throw new Error('nothing was refused');
}

describe('messages on the wire', () => {
  it('are found again, wherever the network cuts them', () => {
    fc.assert(
      fc.property(messages, cuts, (sent, lengths) => {
        const reader = new FrameReader(MAX_BYTES);
        const pieces = cut(Buffer.concat(sent.map(frameOf)), lengths);
        const read = pieces.flatMap((piece) => [...reader.take(piece)]);
        expect(read.map((one) => one.toString('hex'))).toEqual(
          sent.map((one) => Buffer.from(one).toString('hex')),
        );
      }),
    );
  });

  it('are whole one after the other, not before their last byte', () => {
    const reader = new FrameReader(MAX_BYTES);
    const bytes = Buffer.concat([frameOf(Buffer.from('one')), frameOf(Buffer.from(''))]);
    const counts = cut(bytes, [1]).map((piece) => reader.take(piece).length);
    expect(counts).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  });

  it('may be as large as is allowed and not a byte larger, which is told by the prefix alone', () => {
    const whole = frameOf(new Uint8Array(MAX_BYTES));
    expect(new FrameReader(MAX_BYTES).take(whole)).toHaveLength(1);
    const prefix = frameOf(new Uint8Array(MAX_BYTES + 1)).subarray(0, 5);
    const fault = faultOf(() => new FrameReader(MAX_BYTES).take(prefix));
    expect(fault).toMatchObject({
      code: Status.RESOURCE_EXHAUSTED,
      message: 'a message of 3001 bytes is larger than the 3000 that are taken',
    });
  });

  it('are refused when they say that they are compressed', () => {
    const compressed = frameOf(Buffer.from('x'));
    compressed[0] = 1;
    const fault = faultOf(() => new FrameReader(MAX_BYTES).take(compressed));
    expect(fault.code).toBe(Status.INTERNAL);
  });
});
