import { DecisionTable } from '@hustings/contracts/decision-table';
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
import { partsOfLane } from '@hustings/policy/gate';
import {
  type GateRef,
  type GateScripts,
  gateScripts,
  loadGateScripts,
  metaKey,
  type RedisClient,
} from '@hustings/redis-scripts';
import type { GateChange, PastChange } from '../src/app/gate-changes.ts';
import { GateReplay } from '../src/app/gate-replay.ts';
import { Outstanding } from '../src/app/outstanding.ts';
import { clockKey, LUA_FOLDER, TEST_CLOCK } from './lua-clock.ts';
import { borrowClient } from './support/shared-clients.ts';

/** A group that was decided and may be recorded. */
export interface Call {
  decision: GroupDecision;
  event: DecisionsRecorded;
}

/** Which fronts are asked for. */
export interface FrontsAt {
  senders: string[];
  /** Most messages of a sender that would be tried. */
  count: number;
  /** Where to begin among too many lanes. */
  turn?: number;
}

/** The front of a lane, with the ids of its messages. */
export interface ShownLane {
  lane: string;
  hasMore: boolean;
  ids: string[];
}

/** What the tables and properties drive: the oracle, or the scripts on a real Redis. */
export interface GateUnderTest {
  apply(entries: FactEntry[]): Promise<void>;
  decide(nowUs: number, items: GateItem[]): Promise<Call>;
  /** What `decide` would answer, without any effect. */
  simulate(nowUs: number, items: GateItem[]): Promise<GroupDecision>;
  record(seq: number, call: Call): Promise<void>;
  /** The call will never be recorded. */
  giveUp(call: Call): Promise<void>;
  /** The fronts of the lanes of these senders. */
  fronts(nowUs: number, at: FrontsAt): Promise<ShownLane[][]>;
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
    async simulate(nowUs, items) {
      return decideGroup(state, { nowUs, items });
    },
    async record(seq, { event }) {
      applyDecisions(state, { seq, event });
    },
    async giveUp({ event }) {
      applyVoided(state, event);
    },
    async fronts(nowUs, { senders, count, turn = 0 }) {
      return senders.map((senderId) =>
        frontOfLanes(state, { senderId, perSender: count, turn, nowUs }).map(shown),
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
  redis: RedisClient;
  /** Loses everything and starts over; the caller feeds the log again. */
  wipe(): Promise<void>;
  /** The log from its beginning, as a rebuild feeds it. */
  replay(changes: GateChange[]): Promise<void>;
  /** Ends the rebuild. */
  open(): Promise<void>;
  epoch(): string;
}

export async function luaGate(redisUrl: string): Promise<LuaGate> {
  const { redis, giveBack } = await borrowClient(redisUrl);
  const scripts = gateScripts(redis, SCRIPTS);
  await scripts.load();
  const gate = { partition: `test${crypto.randomUUID()}`, gate: 0 };
  const clock = clockKey(metaKey(gate));
  let epoch = '';
  // Nothing is lost here; what a gate does that has lost something is tested by itself.
  const believed = () => ({ epoch, call: 0, gateSeq: 0, factSeq: 0 });
  const setClock = (nowUs: number): void => {
    // On the same connection: whatever is called next finds it set. A failure shows there as well.
    redis.callBuffer('SET', clock, nowUs).catch(() => {});
  };
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
      const applied = await scripts.applyFacts(gate, believed(), entries);
      assert(applied.outcome !== 'BEHIND', 'facts are applied in the epoch');
    },
    async decide(nowUs, items) {
      setClock(nowUs);
      const decided = await scripts.decide(gate, believed(), items);
      assert(decided.outcome === 'DECIDED', 'the gate stands where it is believed to stand');
      const { verdicts, policyHash, inConversation, shadowRefusals } = decided;
      const decision = { verdicts, policyHash, inConversation, shadowRefusals };
      return { decision, event: toEvent(items, verdicts, decided) };
    },
    async simulate(nowUs, items) {
      setClock(nowUs);
      const decided = await scripts.simulate(gate, believed(), items);
      assert(decided.outcome === 'DECIDED', 'the gate stands where it is believed to stand');
      const { verdicts, policyHash, inConversation, shadowRefusals } = decided;
      return { verdicts, policyHash, inConversation, shadowRefusals };
    },
    async record(seq, { event }) {
      const applied = await scripts.applyDecisions(gate, epoch, { seq, event });
      assert(applied.outcome !== 'BEHIND', 'the commit follows the last one');
    },
    async replay(changes) {
      const outstanding = new Outstanding();
      const decidedAt = changes.map((change) =>
        change.kind === 'COMMIT' ? Number(change.commit.event.decidedAtUs) : 0,
      );
      const lastDecidedAtUs = Math.max(0, ...decidedAt);
      // The first call goes sooner than the others, as in a rebuild of several gates.
      const parts = { scripts, outstanding, lastDecidedAtUs, firstShare: 0.01 };
      const replay = new GateReplay(gate, epoch, parts);
      for (const change of changes) replay.add(asPast(change));
      replay.finish();
      await outstanding.none();
    },
    async giveUp() {},
    async fronts(nowUs, { senders, count, turn = 0 }) {
      setClock(nowUs);
      const options = { epoch, perSender: count, senders: 256, afterSender: '', turn, skip: [] };
      const peeked = await scripts.peek(gate, options);
      assert(peeked.outcome === 'PEEKED', 'the gate is open');
      return senders.map((senderId) =>
        peeked.lanes.filter(({ lane }) => partsOfLane(lane).senderId === senderId).map(shown),
      );
    },
    async close() {
      giveBack();
    },
  };
  await lua.wipe();
  await lua.open();
  return lua;
}

/** As a rebuild reads it. */
function asPast(change: GateChange): PastChange {
  if (change.kind !== 'COMMIT') return change;
  const { seq, event } = change.commit;
  const table = new DecisionTable(DecisionsRecorded.encode(event).finish());
  return { ...change, commit: { seq, table } };
}

function shown({
  lane,
  hasMore,
  messages,
}: {
  lane: string;
  hasMore: boolean;
  messages: { admission: Decision }[];
}): ShownLane {
  return { lane, hasMore, ids: messages.map(({ admission }) => admission.messageId) };
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
  const isRelease = item.kind !== 'ADMISSION';
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
