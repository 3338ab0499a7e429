import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CredentialNumbers } from '../src/front/credential-numbers.ts';
import { RecordPort, takeRecords } from '../src/front/record-port.ts';
import {
  type CallRecord,
  decodeStatus,
  encodeStatus,
  RecordKind,
  RecordWriter,
  readRecords,
} from '../src/front/records.ts';

const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
const record = fc.record({
  kind: uint(8),
  method: uint(8),
  call: uint(32),
  value: uint(32),
  bytes: fc.uint8Array({ maxLength: 5_000 }),
});

function writtenTo(writer: RecordWriter): CallRecord[] {
  const read: CallRecord[] = [];
  readRecords(writer.take(), (one) => read.push({ ...one, bytes: Buffer.from(one.bytes) }));
  return read;
}

describe('records', () => {
  it('are read as they were written, as many as there are, also by a writer that is used again', () => {
    const writer = new RecordWriter();
    fc.assert(
      fc.property(fc.array(record, { maxLength: 60 }), (records) => {
        for (const { bytes, ...head } of records) writer.write(head, bytes);
        const read = writtenTo(writer);
        expect(read).toEqual(records.map((one) => ({ ...one, bytes: Buffer.from(one.bytes) })));
        expect(writer.isEmpty).toBe(true);
      }),
    );
  });

  it('may be larger than what a writer keeps', () => {
    const writer = new RecordWriter();
    const head = { kind: RecordKind.RESPONSE, method: 0, call: 1, value: 0 };
    const bytes = new Uint8Array(5 * 1024 * 1024).fill(7);
    writer.write(head, bytes);
    writer.write(head, bytes);
    expect(writtenTo(writer).map((one) => one.bytes.equals(bytes))).toEqual([true, true]);
  });

  it('carry a status with its message and its details', () => {
    const status = fc.record({
      code: fc.integer({ min: 0, max: 16 }),
      message: fc.string({ unit: 'grapheme' }),
      details: fc.uint8Array(),
    });
    fc.assert(
      fc.property(status, (one) => {
        expect(decodeStatus(one.code, Buffer.from(encodeStatus(one)))).toEqual(one);
      }),
    );
  });
});

describe('a record port', () => {
  it('hands over in one message what is written in one go', async () => {
    const messages: unknown[] = [];
    const port = new RecordPort(
      { postMessage: (message: unknown) => messages.push(message) },
      'turn',
    );
    for (const call of [1, 2, 3]) port.write({ kind: RecordKind.READ, method: 0, call, value: 0 });
    expect(messages).toEqual([]);
    await Promise.resolve();
    const calls: number[] = [];
    expect(takeRecords(messages[0], ({ call }) => calls.push(call))).toBe(true);
    expect(calls).toEqual([1, 2, 3]);
    expect(messages).toHaveLength(1);
  });

  it('leaves alone what is no records', () => {
    expect(takeRecords({ stopped: true }, () => expect.unreachable())).toBe(false);
  });
});

describe('numbers of credentials', () => {
  function credentials() {
    const told: { kind: number; value: number; text: string }[] = [];
    const port = {
      write: ({ kind, value }: Omit<CallRecord, 'bytes'>, bytes: Uint8Array = new Uint8Array()) =>
        void told.push({ kind, value, text: Buffer.from(bytes).toString() }),
    };
    // Only `write` of a port is used.
    return { told, numbers: new CredentialNumbers(port as RecordPort) };
  }

  it('tell each text once, and trust what the other thread knows', () => {
    const { told, numbers } = credentials();
    const first = numbers.numberOf('Bearer a');
    expect(first.isTrusted).toBe(false);
    numbers.trust(first.number);
    expect(numbers.numberOf('Bearer a')).toEqual({ number: first.number, isTrusted: true });
    expect(numbers.numberOf('Bearer b').isTrusted).toBe(false);
    expect(told.map(({ text }) => text)).toEqual(['Bearer a', 'Bearer b']);
  });

  it('begin anew when there are too many, and then trust nobody', () => {
    const { told, numbers } = credentials();
    const old = numbers.numberOf('Bearer a').number;
    numbers.trust(old);
    for (let at = 0; at < 4_096; at++) numbers.numberOf(`Bearer random ${at}`);
    expect(told.filter(({ kind }) => kind === RecordKind.CREDENTIALS_OVER)).toHaveLength(1);
    numbers.trust(old);
    const again = numbers.numberOf('Bearer a');
    expect(again.isTrusted).toBe(false);
    expect(told.at(-1)).toEqual({
      kind: RecordKind.CREDENTIAL,
      value: again.number,
      text: 'Bearer a',
    });
  });
});
