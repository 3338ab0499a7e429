import { DecisionTable } from '@hustings/contracts/decision-table';
import {
  Decision,
  DecisionKind,
  DecisionsRecorded,
  Outcome,
  Priority,
} from '@hustings/contracts/governor';
import { laneKey, registryFields } from '@hustings/policy/gate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argumentsOf } from '../src/argument-writer.ts';
import { encodeCommits } from '../src/encode-commit.ts';
import { pack } from '../src/packed-command.ts';

const { DECISION_KIND_ADMISSION, DECISION_KIND_RELEASE } = DecisionKind;
const { OUTCOME_QUEUED, OUTCOME_RELEASED } = Outcome;

/** A commit of a made-up past. */
interface Past {
  seq: number;
  event: DecisionsRecorded;
  over: boolean[];
}

/** Few ids, so that messages meet again within the commits, as do neighbours of one sender; texts of one byte a letter and more. */
const decision = fc
  .record({
    kind: fc.constantFrom(DECISION_KIND_ADMISSION, DECISION_KIND_RELEASE),
    outcome: fc.constantFrom(
      ...[Outcome.OUTCOME_REFUSED, Outcome.OUTCOME_HELD, Outcome.OUTCOME_CANCELLED],
      ...[OUTCOME_QUEUED, OUTCOME_QUEUED, OUTCOME_RELEASED, OUTCOME_RELEASED],
    ),
    messageId: fc.constantFrom('m-1', 'm-2', 'm-3', 'm-4', 'm-5'),
    organisationId: fc.constantFrom('org-a', 'org-b'),
    senderId: fc.constantFrom('snd-a', 'snd-b', 'snd-ab'),
    campaignId: fc.constantFrom('', 'cmp-a'),
    recipient: fc.constantFrom('r-1', 'r-2', 'r'.repeat(100)),
    idempotencyKey: fc.oneof(fc.constantFrom('k', 'ключ', '🔑'), fc.string({ maxLength: 100 })),
    requestHash: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((some) => Buffer.from(some)),
    priority: fc.constantFrom(Priority.PRIORITY_BULK, Priority.PRIORITY_CONVERSATION),
    place: fc.constantFrom('', ';;ES', ';;Österreich'),
    units: fc.nat(9),
    number: fc.maxSafeNat().map(BigInt),
    estimatedReleaseAtUs: fc.maxSafeNat().map(BigInt),
    releaseAttempt: fc.nat(3),
    ruleId: fc.string({ maxLength: 200 }),
  })
  .map((fields) => Decision.fromPartial(fields));

const past: fc.Arbitrary<Past[]> = fc
  .array(
    fc
      .tuple(
        fc.record({
          call: fc.maxSafeNat(),
          decidedAtUs: fc.nat(9),
          gateSeq: fc.nat(),
          seq: fc.nat(),
        }),
        fc.array(fc.tuple(decision, fc.boolean()), { maxLength: 6 }),
      )
      .map(([{ call, decidedAtUs, gateSeq, seq }, rows]) => ({
        seq,
        event: DecisionsRecorded.fromPartial({
          ...{ call: BigInt(call), decidedAtUs: BigInt(decidedAtUs) },
          cut: { gateSeq: BigInt(gateSeq) },
          decisions: rows.map(([one]) => one),
        }),
        over: rows.map(([, isOver]) => isOver),
      })),
    { minLength: 1, maxLength: 5 },
  )
  .map(admittedOnce);

/** A message is admitted once: whatever would be admitted again is another one. */
function admittedOnce(commits: Past[]): Past[] {
  const admitted = new Set<string>();
  for (const decision of commits.flatMap(({ event }) => event.decisions)) {
    if (decision.kind === DECISION_KIND_RELEASE) continue;
    while (admitted.has(decision.messageId)) decision.messageId += "'";
    admitted.add(decision.messageId);
  }
  return commits;
}

/** The same columns by a fold over decoded decisions that takes one step after the other. */
function expectedOf(commits: readonly Past[], forgottenUs: number) {
  const contexts: string[] = [];
  const spenders: string[] = [];
  const spends: Buffer[] = [];
  const keys: (string | Buffer)[] = [];
  const accepted = new Map<string, Message>();
  const settled = new Map<string, number>();
  const heads = commits.map(({ seq, event, over }) => {
    const counts = Number(event.decidedAtUs) > forgottenUs;
    let spent = 0;
    for (const [row, one] of event.decisions.entries()) {
      const { messageId, outcome } = one;
      const isReleased = outcome === OUTCOME_RELEASED;
      if (isReleased && counts) {
        spends.push(spendOf(contexts, one));
        spenders.push(one.recipient);
        spent += 1;
      }
      if (one.kind === DECISION_KIND_RELEASE) {
        if (over[row]) continue;
        const attempt = isReleased ? one.releaseAttempt : 0;
        const message = accepted.get(messageId);
        if (message === undefined) settled.set(messageId, attempt);
        else if (attempt === 0) accepted.delete(messageId);
        else accepted.set(messageId, { ...message, releases: attempt, queued: false });
      } else if (isReleased || outcome === OUTCOME_QUEUED) {
        const at = { queued: !isReleased, releases: isReleased ? 1 : 0, atUs: event.decidedAtUs };
        if (!over[row]) accepted.set(messageId, { one, ...at });
        if (counts)
          keys.push(`${one.organisationId}|${one.idempotencyKey}`, boundOf(one, seq, event));
      }
    }
    const last = event.decisions.at(-1)?.number ?? 0n;
    const numbers = [seq, event.cut?.gateSeq ?? 0n, event.call, event.decidedAtUs, last];
    return Buffer.concat([...numbers.map(double), uint16(spent)]);
  });
  const messages = [...accepted].flatMap(([id, message]) => [id, storedOf(message)]);
  const queued = [...accepted.values()].filter((message) => message.queued);
  const lanes = queued.flatMap(({ one }) => ['0', memberOf(one)]);
  return {
    args: {
      ...{ commits: Buffer.concat(heads), contexts: contexts.length / 3 },
      ...{ spends: Buffer.concat(spends), keys: keys.length / 2, messages: accepted.size },
      ...{ queued: queued.length, attempts: Buffer.concat([...settled.values()].map(uint32)) },
    },
    rest: [
      ...[...contexts, ...spenders, ...keys, ...messages, ...lanes],
      ...[...queued.map(({ one }) => one.recipient), ...settled.keys()],
    ],
  };
}

interface Message {
  one: Decision;
  queued: boolean;
  releases: number;
  atUs: bigint;
}

function spendOf(contexts: string[], { senderId, organisationId, units }: Decision): Buffer {
  const context = [senderId, registryFields.sender(senderId), organisationId];
  let at = 0;
  while (at < contexts.length && contexts.slice(at, at + 3).join() !== context.join()) at += 3;
  if (at === contexts.length) contexts.push(...context);
  return Buffer.concat([uint16(at / 3), uint32(units)]);
}

function boundOf(one: Decision, seq: number, { decidedAtUs }: DecisionsRecorded): Buffer {
  const numbers = [one.number, seq, one.estimatedReleaseAtUs].map(double);
  const outcome = Buffer.from([one.outcome]);
  const head = [double(decidedAtUs), Buffer.from(one.requestHash), outcome];
  return Buffer.concat([...head, ...numbers, Buffer.from(one.messageId)]);
}

function storedOf({ one, queued, releases, atUs }: Message): Buffer {
  const [member, recipient] = [Buffer.from(memberOf(one)), Buffer.from(one.recipient)];
  const lengths = [uint16(member.length), uint16(recipient.length), Buffer.from([0])];
  const head = [uint32(releases), Buffer.from([queued ? 1 : 0]), ...lengths, double(atUs)];
  return Buffer.concat([...head, member, recipient, Decision.encode(one).finish()]);
}

function memberOf(one: Decision): string {
  return `${laneKey(one)}|${String(one.number).padStart(16, '0')}|${one.messageId}`;
}

function double(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(Number(value));
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

describe('what commits leave in the store', () => {
  it('is what a plain fold over the decoded decisions leaves, over any past', () => {
    fc.assert(
      fc.property(past, fc.nat(9), (commits, forgottenUs) => {
        const tabled = commits.map(({ seq, event, over }) => ({
          seq,
          table: new DecisionTable(DecisionsRecorded.encode(event).finish()),
          over: Uint8Array.from(over, Number),
        }));
        const { args, rest } = encodeCommits({ commits: tabled, forgottenUs });
        const expected = expectedOf(commits, forgottenUs);
        expect(args).toEqual(expected.args);
        const found = argumentsOf(rest).map((argument) => argument.toString('latin1'));
        expect(found).toEqual(expected.rest.map((one) => Buffer.from(one).toString('latin1')));
        // The same bytes as for arguments that are given one by one.
        const plain = pack('evalsha', { head: [], rest: expected.rest });
        expect(pack('evalsha', { head: [], rest }).equals(plain)).toBe(true);
      }),
      { seed: 20261122, numRuns: 150 },
    );
  });

  it('is the same of as many messages as a call takes', () => {
    const decisions = Array.from({ length: 1_024 }, (_, index) => ({
      ...{ messageId: `m-${index}`, outcome: OUTCOME_QUEUED, ruleId: 'r'.repeat(400) },
    }));
    const commit = { seq: 1, event: DecisionsRecorded.fromPartial({ decisions }), over: [] };
    const table = new DecisionTable(DecisionsRecorded.encode(commit.event).finish());
    const { rest } = encodeCommits({ commits: [{ seq: 1, table }], forgottenUs: 0 });
    const expected = expectedOf([commit], 0).rest.map((one) => Buffer.from(one));
    expect(Buffer.concat(argumentsOf(rest)).equals(Buffer.concat(expected))).toBe(true);
  });
});
