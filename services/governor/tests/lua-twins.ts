import { deepStrictEqual } from 'node:assert/strict';
import { Outcome, outcomeToJSON, reasonToJSON } from '@hustings/contracts/governor';
import { present } from '@hustings/kernel';
import {
  type Fact,
  type FactEntry,
  type GateItem,
  type GateVerdict,
  type GroupDecision,
  policyHash,
} from '@hustings/policy';
import type { GateChange } from '../src/app/gate-changes.ts';
import { type Call, type GateUnderTest, type LuaGate, oracleGate } from './lua-gates.ts';
import { AT_RETRY_US, BEFORE_RETRY_US, requestOf, type Step } from './lua-story.ts';
import { SENDERS } from './lua-story-facts.ts';
import * as world from './lua-world.ts';

type LogLine = { kind: 'FACTS'; entry: FactEntry } | { kind: 'COMMIT'; seq: number; call: Call };

/** Every so many groups are simulated first, and the decision must be the one that was foreseen. */
const SIMULATED = 4;

/** Plays a story on the scripts and on the oracle and compares whatever either says. */
export class Twins {
  readonly #lua: LuaGate;
  #oracle: GateUnderTest = oracleGate();
  readonly #log: LogLine[] = [];
  readonly #out = new Map<string, { item: GateItem; attempt: number }>();
  #items = new Map<string, GateItem>();
  #attempts = new Map<string, number>();
  #nowUs = world.T0;
  /** First instant at which something would pass that was refused last. */
  #retryAtUs = world.T0;
  readonly #seen: Map<string, number>;
  #messages = 0;
  #groups = 0;
  /** Calls of the scripts that are under way; each is awaited before the next comparison. */
  #writes: Promise<void>[] = [];
  /** Items decided, facts applied, commits recorded. */
  operations = 0;

  constructor(lua: LuaGate, seen: Map<string, number>) {
    this.#lua = lua;
    this.#seen = seen;
  }

  async facts(facts: Fact[], marker = false): Promise<void> {
    const entry = { seq: this.#log.length + 1, marker, facts };
    this.#log.push({ kind: 'FACTS', entry });
    this.operations += facts.length;
    this.#writes.push(this.#lua.apply([entry]));
    await this.#oracle.apply([entry]);
  }

  async take(step: Step): Promise<void> {
    switch (step.step) {
      case 'REQUESTS':
        return this.#group(
          step.drafts.map((draft) => requestOf(draft, `msg-${this.#messages++}`)),
          step,
        );
      case 'RELEASES':
        return this.#releases(step);
      case 'RECALLS':
        return this.#recalls(step);
      case 'CANCEL':
        return this.#cancel(step);
      case 'FACTS':
        return this.facts(step.facts);
      case 'SETTLE':
        return this.#settle(step);
      case 'POLICY':
        return this.facts([
          world.activated(step.policy, this.#nowUs + step.delayUs, policyHash(step.policy)),
        ]);
      case 'MARATHON':
        return this.#marathon(step);
      case 'REBUILD':
        return this.#rebuild();
    }
  }

  async compareFronts(): Promise<void> {
    const at = { senders: SENDERS, count: 5, turn: this.operations };
    await this.#written();
    const lua = await this.#lua.fronts(this.#nowUs, at);
    deepStrictEqual(lua, await this.#oracle.fronts(this.#nowUs, at));
  }

  #after(laterUs: number): number {
    if (laterUs === AT_RETRY_US) return Math.max(this.#nowUs, this.#retryAtUs);
    if (laterUs === BEFORE_RETRY_US) return Math.max(this.#nowUs, this.#retryAtUs - 1);
    return this.#nowUs + laterUs;
  }

  async #written(): Promise<void> {
    await Promise.all(this.#writes);
    this.#writes = [];
  }

  async #marathon({ apartUs, groups }: Extract<Step, { step: 'MARATHON' }>): Promise<void> {
    for (const [index, drafts] of groups.entries()) {
      const isLast = index === groups.length - 1;
      if (isLast) await this.#rebuild();
      const laterUs = isLast ? 0 : apartUs;
      await this.take({ step: 'REQUESTS', laterUs, drafts, fate: 'RECORDED' });
    }
  }

  async #releases(step: Extract<Step, { step: 'RELEASES' }>): Promise<void> {
    const sender = present(SENDERS[step.sender], 'a sender by index');
    const at = { senders: [sender], count: step.count };
    const [front = []] = await this.#oracle.fronts(this.#after(step.laterUs), at);
    const ids = front.flatMap((lane) => lane.ids).slice(0, step.count);
    const items = ids.map((id) => this.#queued(id, 'RELEASE'));
    // The first one twice: the second time it is gone.
    if (items[0] !== undefined) await this.#group([...items, items[0]], step);
  }

  async #recalls(step: Extract<Step, { step: 'RECALLS' }>): Promise<void> {
    const items = this.#pick(step.picks).map((id) => this.#queued(id, 'RECALL'));
    if (items.length > 0) await this.#group(items, step);
  }

  #cancel({ picks, scope, through }: Extract<Step, { step: 'CANCEL' }>): Promise<void> {
    const messageIds = this.#pick(picks);
    const { context } = this.#items.get(messageIds[0] ?? '') ?? { context: world.CONTEXT };
    const { organisationId } = context;
    const campaignId = scope === 'CAMPAIGN' || scope === 'BOTH' ? context.campaignId : '';
    const senderId = scope === 'SENDER' || scope === 'BOTH' ? context.senderId : '';
    const order = { organisationId, campaignId, senderId, orderId: `can-${this.operations}` };
    const named = through % 2 === 0 ? messageIds : [];
    const type = 'CancellationOrdered';
    return this.facts([{ ...order, type, messageIds: named, throughNumber: through }]);
  }

  #pick(picks: number[]): string[] {
    const ids = [...this.#items.keys()];
    return picks.flatMap((pick) => ids[pick % Math.max(1, ids.length)] ?? []);
  }

  #queued(id: string, kind: 'RELEASE' | 'RECALL'): GateItem {
    const releaseAttempt = (this.#attempts.get(id) ?? 0) + 1;
    const item = present(this.#items.get(id), 'what is queued was asked for');
    return { ...item, kind, releaseAttempt };
  }

  async #group(items: GateItem[], step: Extract<Step, { laterUs: number }>): Promise<void> {
    this.#nowUs = this.#after(step.laterUs);
    const simulated = await this.#simulateSome(items);
    const lua = await this.#lua.decide(this.#nowUs, items);
    if (simulated !== null) deepStrictEqual(simulated, lua.decision);
    const oracle = await this.#oracle.decide(this.#nowUs, items);
    await this.#written();
    this.operations += items.length;
    deepStrictEqual(lua.decision, oracle.decision);
    this.#retryAtUs = firstRetry(lua.decision.verdicts, this.#nowUs);
    for (const verdict of lua.decision.verdicts) {
      const name = nameOf(verdict);
      this.#seen.set(name, (this.#seen.get(name) ?? 0) + 1);
    }
    if (step.fate === 'NEVER_RECORDED') return this.#oracle.giveUp(oracle);
    if (step.fate === 'RECORDED_AFTER_FACTS') return this.#recordAfterFacts(items, lua);
    if (step.fate === 'RECORDED_AFTER_REBUILD') await this.#rebuild();
    const seq = this.#log.length + 1;
    this.#log.push({ kind: 'COMMIT', seq, call: lua });
    this.operations += 1;
    this.#writes.push(this.#lua.record(seq, lua));
    await this.#oracle.record(seq, lua);
    this.#remember(items, lua);
  }

  async #simulateSome(items: GateItem[]): Promise<GroupDecision | null> {
    this.#groups += 1;
    return this.#groups % SIMULATED === 0 ? this.#lua.simulate(this.#nowUs, items) : null;
  }

  /** The scripts see the facts first and the commit later, the oracle the other way round, as a replay would. */
  async #recordAfterFacts(items: GateItem[], call: Call): Promise<void> {
    const out = [...this.#out.values()][0];
    const { organisationId } = world.CONTEXT;
    const facts: Fact[] = [
      { type: 'CampaignCreated', organisationId, campaignId: `cmp-${this.operations}` },
    ];
    if (out !== undefined) facts.push(this.#returnOf(out));
    const entry = { seq: this.#log.length + 1, marker: false, facts };
    this.#writes.push(this.#lua.apply([entry]));
    const seq = entry.seq + 1;
    this.#writes.push(this.#lua.record(seq, call));
    await this.#oracle.record(seq, call);
    await this.#oracle.apply([entry]);
    this.#log.push({ kind: 'FACTS', entry }, { kind: 'COMMIT', seq, call });
    this.#remember(items, call);
  }

  #returnOf({ item, attempt }: { item: GateItem; attempt: number }): Fact {
    this.#out.delete(item.messageId);
    const { organisationId } = item.context;
    return { type: 'ReleaseReturned', organisationId, messageId: item.messageId, attempt };
  }

  async #settle(step: Extract<Step, { step: 'SETTLE' }>): Promise<void> {
    const all = [...this.#out.values()];
    const out = all[step.pick % Math.max(1, all.length)];
    if (out === undefined) return;
    const { organisationId } = out.item.context;
    const { messageId } = out.item;
    if (step.late) {
      const attempt = out.attempt + 1;
      return this.facts([{ type: 'ReleaseEnded', organisationId, messageId, attempt }]);
    }
    if (step.returned) return this.facts([this.#returnOf(out)]);
    this.#out.delete(messageId);
    const { attempt } = out;
    return this.facts([{ type: 'ReleaseEnded', organisationId, messageId, attempt }]);
  }

  async #rebuild(): Promise<void> {
    this.#oracle = oracleGate();
    await this.#written();
    await this.#lua.wipe();
    for (const line of this.#log) {
      if (line.kind === 'FACTS') await this.#oracle.apply([line.entry]);
      else await this.#oracle.record(line.seq, line.call);
    }
    await this.#lua.replay(this.#log.map(changeOf));
    await this.#lua.open();
  }

  #remember(items: GateItem[], call: Call): void {
    for (const item of items) {
      if (item.kind === 'ADMISSION') this.#items.set(item.messageId, item);
    }
    for (const decision of call.event.decisions) {
      if (decision.outcome !== Outcome.OUTCOME_RELEASED) continue;
      const { messageId, releaseAttempt: attempt } = decision;
      this.#attempts.set(messageId, attempt);
      const item = this.#items.get(messageId);
      if (item !== undefined) this.#out.set(messageId, { item, attempt });
    }
  }
}

function firstRetry(verdicts: GateVerdict[], nowUs: number): number {
  const instants = verdicts.map((verdict) => {
    if (verdict.answer === 'WAIT') return verdict.againAtUs;
    return verdict.answer === 'DECIDED' ? verdict.retryAtUs : 0;
  });
  const later = instants.filter((atUs) => atUs > nowUs);
  return later.length === 0 ? nowUs : Math.min(...later);
}

function changeOf(line: LogLine): GateChange {
  if (line.kind === 'FACTS')
    return { kind: 'FACTS', gate: 0, seq: line.entry.seq, entry: line.entry };
  const { seq, call } = line;
  return { kind: 'COMMIT', gate: 0, seq, commit: { seq, event: call.event } };
}

function nameOf(verdict: GateVerdict): string {
  if (verdict.answer !== 'DECIDED') return verdict.answer;
  return `${outcomeToJSON(verdict.outcome)} ${reasonToJSON(verdict.reason)}`;
}
