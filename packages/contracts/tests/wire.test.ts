import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Cut,
  Decision,
  DecisionsRecorded,
  SendStreamRequest,
  SendStreamResponse,
} from '../src/gen/governor.ts';
import {
  decodeMessage,
  encodeMessage,
  encodeWith,
  fieldBytes,
  type WireCodec,
} from '../src/wire.ts';

/** Texts around the bounds at which the writer takes another way: 64 characters, 127 and 16,383 bytes. */
const text = fc.oneof(
  fc.string({ maxLength: 70 }),
  fc.string({ unit: 'grapheme', maxLength: 140 }),
  fc.constantFrom('é'.repeat(63), 'é'.repeat(64), 'a'.repeat(127), 'é'.repeat(8_191), '\ud800'),
);
const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(0n, -1n, 2n ** 28n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n),
);
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const uint32 = fc.oneof(fc.nat(300), fc.nat(0xff_ff_ff_ff));

const decision = fc
  .record({
    number: uint64,
    messageId: text,
    recipient: text,
    requestHash: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    units: uint32,
    expiresAtUs: int64,
    allPoliticalSuppressed: fc.boolean(),
    content: fc.option(
      fc.record({ seq: uint64, index: uint32, commitment: fc.constant(Buffer.alloc(200, 7)) }),
      { nil: undefined },
    ),
    verdict: fc.option(fc.record({ verdictId: text, findingCodes: fc.array(text) }), {
      nil: undefined,
    }),
  })
  .map((fields) => Decision.fromPartial(fields));

const request = fc
  .array(
    fc.record({
      idempotencyKey: text,
      text,
      personalParts: fc.array(text, { maxLength: 5 }),
      links: fc.array(fc.record({ shown: text, targetUrl: text }), { maxLength: 3 }),
      expiresAt: fc.option(fc.date({ noInvalidDate: true }), { nil: undefined }),
    }),
    { maxLength: 20 },
  )
  .map((messages) =>
    SendStreamRequest.fromPartial({
      messages: messages.map(({ expiresAt: _, ...message }) => message),
    }),
  );

/** Whether both ways write the same bytes, and what is read from them is written as the same bytes again. */
function agrees<Message>(codec: WireCodec<Message>, message: Message): boolean {
  const expected = Buffer.from(codec.encode(message).finish());
  const read = codec.encode(decodeMessage(codec, expected)).finish();
  return encodeMessage(codec, message).equals(expected) && expected.equals(read);
}

const RUNS = { seed: 20261122, numRuns: 200 };

describe('the short way over the wire', () => {
  it('writes and reads decisions as the generated code does', () => {
    fc.assert(
      fc.property(decision, (message) => {
        expect(agrees(Decision, message)).toBe(true);
      }),
      RUNS,
    );
  });

  it('writes and reads frames as the generated code does', () => {
    fc.assert(
      fc.property(request, (message) => {
        expect(agrees(SendStreamRequest, message)).toBe(true);
      }),
      RUNS,
    );
  });

  it('writes more than its buffer holds, and goes on with less', () => {
    const results = Array.from({ length: 400 }, (_, index) => ({
      idempotencyKey: `k-${index}`,
      detail: 'x'.repeat(2_000),
    }));
    for (const some of [results, results.slice(0, 1), results]) {
      const message = SendStreamResponse.fromPartial({ results: some });
      expect(agrees(SendStreamResponse, message)).toBe(true);
    }
  });

  it('is empty again after a message that could not be written', () => {
    const broken = Decision.fromPartial({ number: 2n ** 64n, messageId: 'm' });
    expect(() => encodeMessage(Decision, broken)).toThrow('too large');
    expect(agrees(Decision, Decision.fromPartial({ messageId: 'm' }))).toBe(true);
  });

  it('writes one thing at a time', () => {
    const message = Decision.fromPartial({ messageId: 'm' });
    expect(() => encodeWith(() => encodeMessage(Decision, message))).toThrow('while another one');
    expect(agrees(Decision, message)).toBe(true);
  });

  it('does not read beyond the end', () => {
    const bytes = encodeMessage(Decision, Decision.fromPartial({ messageId: 'message' }));
    expect(() => decodeMessage(Decision, bytes.subarray(0, 4))).toThrow('premature EOF');
  });
});

describe('the bytes of a field', () => {
  it('are those of each of its values, in order, whatever stands between them', () => {
    fc.assert(
      fc.property(fc.array(decision), fc.array(uint64), (decisions, voidedCalls) => {
        const head = { call: 7n, voidedCalls, decidedAtUs: 1n };
        const cut = { gateSeq: 1n, factsSeq: 2n, allPoliticalSeq: 3n };
        const bytes = DecisionsRecorded.encode({ ...head, cut, decisions }).finish();
        const found = fieldBytes(bytes, 5).map((one) => Decision.encode(Decision.decode(one)));
        const expected = decisions.map((one) => Decision.encode(one));
        expect(found.map((one) => one.finish())).toEqual(expected.map((one) => one.finish()));
        expect(Buffer.concat(fieldBytes(bytes, 4))).toEqual(Buffer.from(Cut.encode(cut).finish()));
      }),
      { seed: 20261122 },
    );
  });

  it('are refused when they are cut short', () => {
    const bytes = DecisionsRecorded.encode(
      DecisionsRecorded.fromPartial({ decisions: [{ messageId: 'm-1' }] }),
    ).finish();
    expect(() => fieldBytes(bytes.subarray(0, -1), 5)).toThrow(RangeError);
  });
});
