import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CAMPAIGN,
  DECISION,
  DecisionTable,
  KEY,
  MESSAGE,
  ORGANISATION,
  PLACE,
  RECIPIENT,
  REQUEST_HASH,
  SENDER,
  type Text,
} from '../src/decision-table.ts';
import { Decision, DecisionsRecorded } from '../src/gen/governor.ts';

const text = fc.oneof(fc.constantFrom('', 'x'), fc.string({ unit: 'grapheme', maxLength: 150 }));
const safe = fc.maxSafeNat().map(BigInt);
const uint32 = fc.nat({ max: 2 ** 32 - 1 });
const hash = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes));

/** Fields that are read, and some of those that are passed over: of each wire type that there is. */
const decision = fc
  .record({
    ...{ number: safe, estimatedReleaseAtUs: safe, units: uint32, releaseAttempt: uint32 },
    ...{ kind: fc.nat(2), outcome: fc.nat(5), priority: fc.nat(2), requestHash: hash },
    ...{ messageId: text, organisationId: text, senderId: text, campaignId: text },
    ...{ credentialId: text, recipient: text, idempotencyKey: text, place: text, ruleId: text },
    ...{ expiresAtUs: safe, allPoliticalSuppressed: fc.boolean() },
    content: fc.record({ seq: safe, index: uint32, commitment: hash }),
    recipientCap: fc.record({ limitId: text, untilUs: safe, counted: fc.boolean() }),
  })
  .map((fields) => Decision.fromPartial(fields as Partial<Decision>));

const recorded = fc
  .record({
    call: safe,
    decidedAtUs: safe,
    voidedCalls: fc.array(safe, { maxLength: 3 }),
    cut: fc.option(fc.record({ gateSeq: safe, factsSeq: safe }), { nil: undefined }),
    decisions: fc.array(decision, { maxLength: 5 }),
  })
  .map((fields) => DecisionsRecorded.fromPartial(fields));

function bytesOf(event: DecisionsRecorded): Uint8Array {
  return DecisionsRecorded.encode(event).finish();
}

function rowOf(table: DecisionTable, row: number) {
  const from = table.place(row, REQUEST_HASH);
  const hashOf = table.bytes.subarray(from, from + table.size(row, REQUEST_HASH));
  const texts = (column: Text): string => table.text(row, column);
  return {
    number: BigInt(table.number(row)),
    estimatedReleaseAtUs: BigInt(table.estimatedReleaseAtUs(row)),
    kind: table.kind(row),
    outcome: table.outcome(row),
    priority: table.priority(row),
    units: table.units(row),
    releaseAttempt: table.releaseAttempt(row),
    requestHash: Buffer.from(hashOf),
    messageId: texts(MESSAGE),
    organisationId: texts(ORGANISATION),
    senderId: texts(SENDER),
    campaignId: texts(CAMPAIGN),
    recipient: texts(RECIPIENT),
    idempotencyKey: texts(KEY),
    place: texts(PLACE),
  };
}

describe('a table of decisions', () => {
  it('says what the decoded event says, and where each decision stands', () => {
    fc.assert(
      fc.property(recorded, (event) => {
        const table = new DecisionTable(bytesOf(event));
        expect(table).toMatchObject({
          call: Number(event.call),
          decidedAtUs: Number(event.decidedAtUs),
          gateSeq: Number(event.cut?.gateSeq ?? 0n),
          rows: event.decisions.length,
        });
        for (const [row, one] of event.decisions.entries()) {
          expect(one).toMatchObject(rowOf(table, row));
          const from = table.place(row, DECISION);
          const bytes = table.bytes.subarray(from, from + table.size(row, DECISION));
          expect(Decision.decode(bytes)).toEqual(one);
        }
      }),
      { seed: 20261122 },
    );
  });

  it('keeps what it has read, whatever is read after it', () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ messageId: `m-${index}` }));
    const first = new DecisionTable(bytesOf(DecisionsRecorded.fromPartial({ decisions: many })));
    const other = DecisionsRecorded.fromPartial({ decisions: [{ senderId: 's' }] });
    const second = new DecisionTable(bytesOf(other));
    const texts = [first.text(0, MESSAGE), first.text(299, MESSAGE), second.text(0, MESSAGE)];
    expect(texts).toEqual(['m-0', 'm-299', '']);
  });

  it('knows a text that two decisions have in common from others', () => {
    const decisions = ['a', 'a', 'b', ''].map((senderId) => ({ senderId }));
    const table = new DecisionTable(bytesOf(DecisionsRecorded.fromPartial({ decisions })));
    expect([1, 2, 3].map((row) => table.isSame(row, 0, SENDER))).toEqual([true, false, false]);
  });

  it('passes over fields of later versions', () => {
    const later = [0x32, 0x02, 1, 2, 0x39, 1, 2, 3, 4, 5, 6, 7, 8, 0x45, 1, 2, 3, 4, 0x90, 0x4e, 1];
    const event = bytesOf(DecisionsRecorded.fromPartial({ call: 9n, decisions: [{ units: 3 }] }));
    const table = new DecisionTable(Buffer.concat([Buffer.from(later), event]));
    expect([table.call, table.rows, table.units(0)]).toEqual([9, 1, 3]);
  });

  it.for<[string, number[]]>([
    ['a decision that is longer than the event', [0x2a, 5, 8, 1]],
    ['a text that is longer than its decision', [0x2a, 3, 0x1a, 2, 65, 66]],
    ['a number that does not end', [0x08, 0x80]],
    ['a number of more than ten bytes', [0x08, ...Array<number>(10).fill(0x80), 0]],
    ['fixed bytes that are cut short', [0x39, 1, 2]],
    ['a wire type that is in use nowhere', [0x0f]],
  ])('refuses %s', ([, bytes]) => {
    expect(() => new DecisionTable(Uint8Array.from(bytes))).toThrow(RangeError);
  });
});
