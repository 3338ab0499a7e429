import {
  Decision,
  DecisionKind,
  DecisionsRecorded,
  type Outcome,
} from '@hustings/contracts/governor';
import { assert } from '@hustings/kernel';
import {
  applyDecisions,
  applyFacts,
  applyVoided,
  decideGroup,
  type FactEntry,
  frontOfLanes,
  type GateItem,
  type GateState,
  type GateVerdict,
  type GroupDecision,
  initialGateState,
} from '@hustings/policy';
import {
  type GateRef,
  type GateScripts,
  gateScripts,
  loadGateScripts,
  metaKey,
  redisOptions,
} from '@hustings/redis-scripts';
import { Redis } from 'ioredis';
import { clockKey, LUA_FOLDER, TEST_CLOCK } from './lua-clock.ts';

/** A group that was decided and may be recorded. */
export interface Call {
  decision: GroupDecision;
  event: DecisionsRecorded;
}

/** What the tables and properties drive: the oracle, or the scripts on a real Redis. */
export interface GateUnderTest {
  apply(entries: FactEntry[]): Promise<void>;
  decide(nowUs: number, items: GateItem[]): Promise<Call>;
  record(seq: number, call: Call): Promise<void>;
  /** The call will never be recorded. */
  giveUp(call: Call): Promise<void>;
  /** Message ids at the front of the lanes of these senders. */
  fronts(nowUs: number, at: { senders: string[]; count: number }): Promise<string[][]>;
  close(): Promise<void>;
}

export function oracleGate(): GateUnderTest {
  const state: GateState = initialGateState();
  let call = 0;
  return {
    async apply(entries) {
      for (const entry of entries) applyFacts(state, entry);
    },
    async decide(nowUs, items) {
      call += 1;
      const decision = decideGroup(state, { nowUs, items });
      const at = { call, nowUs, number: state.number, gateSeq: state.gateSeq };
      return { decision, event: toEvent(items, decision.verdicts, at) };
    },
    async record(seq, { event }) {
      applyDecisions(state, { seq, event });
    },
    async giveUp({ event }) {
      applyVoided(state, event);
    },
    async fronts(nowUs, { senders, count }) {
      return senders.map((senderId) =>
        frontOfLanes(state, { senderId, count, nowUs }).map(({ admission }) => admission.messageId),
      );
    },
    async close() {},
  };
}

/** Read once: a property opens hundreds of gates. */
const SCRIPTS = loadGateScripts(LUA_FOLDER, TEST_CLOCK);

/** A gate of its own on a Redis that may be shared. */
export interface LuaGate extends GateUnderTest {
  gate: GateRef;
  scripts: GateScripts;
  redis: Redis;
  /** Loses everything and starts over; the caller feeds the log again. */
  wipe(): Promise<void>;
  /** Ends the rebuild. */
  open(): Promise<void>;
  epoch(): string;
}

export async function luaGate(redisUrl: string): Promise<LuaGate> {
  const redis = new Redis(redisUrl, { ...redisOptions, lazyConnect: true, commandTimeout: 5_000 });
  await redis.connect();
  const scripts = gateScripts(redis, SCRIPTS);
  await scripts.load();
  const gate = { partition: `test${crypto.randomUUID()}`, gate: 0 };
  const clock = clockKey(metaKey(gate));
  let epoch = '';
  async function believed() {
    const meta = await scripts.readMeta(gate);
    assert(meta !== null, 'the gate has a meta');
    return meta;
  }
  const lua: LuaGate = {
    gate,
    scripts,
    redis,
    epoch: () => epoch,
    async wipe() {
      const next = crypto.randomUUID();
      const begun = await scripts.beginRebuild(gate, { observed: epoch, next });
      assert(begun.outcome === 'BEGUN', 'nobody else rebuilds this gate');
      epoch = next;
    },
    async open() {
      await scripts.finishRebuild(gate, { epoch, call: 0 });
    },
    async apply(entries) {
      const applied = await scripts.applyFacts(gate, epoch, entries);
      assert(applied.outcome !== 'BEHIND', 'facts are applied in the epoch');
    },
    async decide(nowUs, items) {
      await redis.set(clock, nowUs);
      const decided = await scripts.decide(gate, await believed(), items);
      assert(decided.outcome === 'DECIDED', 'the gate stands where it is believed to stand');
      const { verdicts, policyHash, shadowRefusals } = decided;
      const decision = { verdicts, policyHash, shadowRefusals };
      return { decision, event: toEvent(items, verdicts, decided) };
    },
    async record(seq, { event }) {
      const applied = await scripts.applyDecisions(gate, epoch, { seq, event });
      assert(applied.outcome !== 'BEHIND', 'the commit follows the last one');
    },
    async giveUp() {},
    async fronts(nowUs, { senders, count }) {
      await redis.set(clock, nowUs);
      const options = { epoch, perSender: count, senders: 256, afterSender: '', skip: [] };
      const peeked = await scripts.peek(gate, options);
      assert(peeked.outcome === 'PEEKED', 'the gate is open');
      return senders.map((senderId) =>
        peeked.messages
          .filter(({ admission }) => admission.senderId === senderId)
          .map(({ admission }) => admission.messageId),
      );
    },
    async close() {
      redis.disconnect();
    },
  };
  await lua.wipe();
  await lua.open();
  return lua;
}

/** The commit that would be recorded for a decided group. */
export function toEvent(
  items: GateItem[],
  verdicts: GateVerdict[],
  at: { call: number; nowUs: number; number: number; gateSeq: number },
): DecisionsRecorded {
  let number = at.number;
  const decisions: Decision[] = [];
  for (const [index, verdict] of verdicts.entries()) {
    const item = items[index];
    if (item === undefined || verdict.answer !== 'DECIDED') continue;
    number += 1;
    decisions.push(toDecision(item, verdict, number));
  }
  return DecisionsRecorded.create({
    call: BigInt(at.call),
    decidedAtUs: BigInt(at.nowUs),
    cut: { gateSeq: BigInt(at.gateSeq), factsSeq: 0n, allPoliticalSeq: 0n },
    decisions,
  });
}

function toDecision(
  item: GateItem,
  verdict: {
    outcome: Outcome;
    reason: Decision['reason'];
    ruleId: string;
    retryAtUs: number;
    estimatedReleaseAtUs: number;
  },
  number: number,
): Decision {
  const isRelease = item.kind === 'RELEASE';
  return Decision.create({
    ...item.context,
    number: BigInt(number),
    kind: isRelease ? DecisionKind.DECISION_KIND_RELEASE : DecisionKind.DECISION_KIND_ADMISSION,
    messageId: item.messageId,
    recipient: item.recipient,
    idempotencyKey: item.idempotencyKey,
    requestHash: Buffer.from(item.requestHash),
    priority: item.priority,
    mode: item.mode,
    units: item.units,
    expiresAtUs: BigInt(item.expiresAtUs),
    outcome: verdict.outcome,
    reason: verdict.reason,
    ruleId: verdict.ruleId,
    retryAtUs: BigInt(verdict.retryAtUs),
    estimatedReleaseAtUs: BigInt(verdict.estimatedReleaseAtUs),
    allPoliticalSuppressed: item.allPoliticalSuppressed,
    releaseAttempt: isRelease ? item.releaseAttempt : 1,
  });
}
