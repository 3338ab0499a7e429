import { deepStrictEqual } from 'node:assert/strict';
import { Outcome, outcomeToJSON, reasonToJSON } from '@hustings/contracts/governor';
import { present } from '@hustings/kernel';
import type { Fact, FactEntry, GateItem, GateVerdict } from '@hustings/policy';
import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { type Call, type GateUnderTest, type LuaGate, luaGate, oracleGate } from './lua-gates.ts';
import { everybody, type Step, stories } from './lua-story.ts';
import { SENDERS } from './lua-story-facts.ts';
import * as world from './lua-world.ts';

/** At least 5,000 steps in all; each is decided by both and compared. */
const STORIES = 160;
const TIME_LIMIT_MS = 240_000;

/** Answers that the stories must have come to. */
const MUST_HAPPEN = [
  'GONE',
  'WAIT',
  'REPEATED',
  'REPEATED_IN_GROUP',
  'OUTCOME_RELEASED REASON_UNSPECIFIED',
  'OUTCOME_QUEUED REASON_UNSPECIFIED',
  'OUTCOME_HELD REASON_CLASSIFIER_UNAVAILABLE',
  'OUTCOME_REFUSED REASON_LIMIT_EXCEEDED',
  'OUTCOME_REFUSED REASON_RESTRICTED_REPLY_ONLY',
  'OUTCOME_REFUSED REASON_IDEMPOTENCY_CONFLICT',
  'OUTCOME_CANCELLED REASON_OPTED_OUT_ORGANISATION',
  'OUTCOME_CANCELLED REASON_EXPIRED',
];

type LogLine = { kind: 'FACTS'; entry: FactEntry } | { kind: 'COMMIT'; seq: number; call: Call };

/** Plays a story on the scripts and on the oracle and compares whatever either says. */
class Twins {
  readonly #lua: LuaGate;
  #oracle: GateUnderTest = oracleGate();
  readonly #log: LogLine[] = [];
  readonly #out = new Map<string, { item: GateItem; attempt: number }>();
  #items = new Map<string, GateItem>();
  #attempts = new Map<string, number>();
  #nowUs = world.T0;
  readonly #seen: Map<string, number>;
  steps = 0;

  constructor(lua: LuaGate, seen: Map<string, number>) {
    this.#lua = lua;
    this.#seen = seen;
  }

  async facts(facts: Fact[], marker = false): Promise<void> {
    const entry = { seq: this.#log.length + 1, marker, facts };
    this.#log.push({ kind: 'FACTS', entry });
    await this.#lua.apply([entry]);
    await this.#oracle.apply([entry]);
  }

  async take(step: Step): Promise<void> {
    this.steps += 1;
    switch (step.step) {
      case 'REQUESTS':
        return this.#group(step.items, step);
      case 'RELEASES':
        return this.#releases(step);
      case 'FACTS':
        return this.facts(step.facts);
      case 'SETTLE':
        return this.#settle(step);
      case 'POLICY':
        return this.facts([world.activated(step.policy, this.#nowUs + step.delayUs, step.name)]);
      case 'REBUILD':
        return this.#rebuild();
    }
  }

  async compareFronts(): Promise<void> {
    const at = { senders: SENDERS, count: 5 };
    const lua = await this.#lua.fronts(this.#nowUs, at);
    deepStrictEqual(lua, await this.#oracle.fronts(this.#nowUs, at));
  }

  async #releases(step: Extract<Step, { step: 'RELEASES' }>): Promise<void> {
    const sender = present(SENDERS[step.sender], 'a sender by index');
    const at = { senders: [sender], count: step.count };
    const [front = []] = await this.#oracle.fronts(this.#nowUs + step.laterUs, at);
    const items = front.map((id): GateItem => {
      const releaseAttempt = (this.#attempts.get(id) ?? 0) + 1;
      const item = present(this.#items.get(id), 'what is queued was asked for');
      return { ...item, kind: 'RELEASE', releaseAttempt };
    });
    // The first one twice: the second time it is gone.
    if (items[0] !== undefined) await this.#group([...items, items[0]], step);
  }

  async #group(items: GateItem[], step: Extract<Step, { laterUs: number }>): Promise<void> {
    this.#nowUs += step.laterUs;
    const lua = await this.#lua.decide(this.#nowUs, items);
    const oracle = await this.#oracle.decide(this.#nowUs, items);
    deepStrictEqual(lua.decision, oracle.decision);
    for (const verdict of lua.decision.verdicts) {
      const name = nameOf(verdict);
      this.#seen.set(name, (this.#seen.get(name) ?? 0) + 1);
    }
    if (step.fate === 'NEVER_RECORDED') return this.#oracle.giveUp(oracle);
    if (step.fate === 'RECORDED_AFTER_FACTS') return this.#recordAfterFacts(items, lua);
    if (step.fate === 'RECORDED_AFTER_REBUILD') await this.#rebuild();
    const seq = this.#log.length + 1;
    this.#log.push({ kind: 'COMMIT', seq, call: lua });
    await this.#lua.record(seq, lua);
    await this.#oracle.record(seq, lua);
    this.#remember(items, lua);
  }

  /** The scripts see the facts first and the commit later, the oracle the other way round, as a replay would. */
  async #recordAfterFacts(items: GateItem[], call: Call): Promise<void> {
    const out = [...this.#out.values()][0];
    const { organisationId } = world.CONTEXT;
    const facts: Fact[] = [
      { type: 'CampaignCreated', organisationId, campaignId: `cmp-${this.steps}` },
    ];
    if (out !== undefined) facts.push(this.#returnOf(out));
    const entry = { seq: this.#log.length + 1, marker: false, facts };
    await this.#lua.apply([entry]);
    const seq = entry.seq + 1;
    await this.#lua.record(seq, call);
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
    await this.#lua.wipe();
    for (const line of this.#log) {
      if (line.kind === 'FACTS') {
        await this.#lua.apply([line.entry]);
        await this.#oracle.apply([line.entry]);
      } else {
        await this.#lua.record(line.seq, line.call);
        await this.#oracle.record(line.seq, line.call);
      }
    }
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

test(`the scripts decide like the oracle, whatever happens`, { timeout: 300_000 }, async () => {
  let steps = 0;
  const seen = new Map<string, number>();
  const property = fc.asyncProperty(stories, async (story) => {
    const lua = await luaGate(inject('redisUrl'));
    try {
      const twins = new Twins(lua, seen);
      await twins.facts([...everybody(), world.activated(story.policy)]);
      for (const step of story.steps) {
        await twins.take(step);
        await twins.compareFronts();
      }
      steps += twins.steps;
    } finally {
      await lua.close();
    }
  });
  // Shrinking replays whole stories: it ends with the time limit, and what it has found by then is shown.
  const bounds = { interruptAfterTimeLimit: TIME_LIMIT_MS, markInterruptAsFailure: true };
  await fc.assert(property, { numRuns: STORIES, ...bounds });
  expect(steps).toBeGreaterThan(5_000);
  // A story in which nothing happens compares nothing.
  expect([...seen.keys()]).toEqual(expect.arrayContaining(MUST_HAPPEN));
});

function nameOf(verdict: GateVerdict): string {
  if (verdict.answer !== 'DECIDED') return verdict.answer;
  return `${outcomeToJSON(verdict.outcome)} ${reasonToJSON(verdict.reason)}`;
}
