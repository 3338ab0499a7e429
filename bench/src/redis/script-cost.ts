import { assert } from '@hustings/kernel';
import type { GateItem } from '@hustings/policy';
import type { Decided } from '@hustings/redis-scripts';
import { contextOf, type GateFixture, openGate, policyFact, registered } from './gate-fixture.ts';
import { type CommandTime, readCommandTimes, readCpuUs, resetCommandTimes } from './redis-usage.ts';
import type { BenchOptions, Findings } from './summary.ts';
import { commitOf, type GroupKind, MODE_OF, releasesOf, Traffic } from './traffic.ts';

const FIRST_INSTANT_US = 1_800_000_000_000_000;
/** Between two groups, for each message: half of what a window of 1,000 a second lets pass. */
const STEP_US = 2_000;
/** A gate remembers its last 1,000 calls: a commit of an older one would be spent again, as after a loss. */
const GROUPS_AT_ONCE = 256;

export interface ScriptCostOptions {
  /** Messages of each group size and kind. */
  messages: number;
  sizes: readonly number[];
  limits: 'window' | 'bucket';
  /** Also tells which commands the scripts call, and how long they take. */
  profile?: (line: string) => void;
}

/** µs inside Redis for each decision, by "<script> <kind> <group size>". */
export type ScriptCost = Record<string, number>;

/**
 * What a decision costs Redis (`INFO cpu`, the processor time of its main thread, commands read and replies written): `decide`, and `apply-decisions` of what was
 * decided. Every message passes and writes all its limits: window or bucket, pair, uniques.
 */
export async function measureScriptCost(options: ScriptCostOptions): Promise<ScriptCost> {
  const fixture = await openGate({ testClock: true });
  try {
    const contexts = [0, 1, 2, 3].map(contextOf);
    await fixture.apply([...contexts.flatMap(registered), policyFact(options.limits)]);
    const flood = new Flood(fixture, options);
    // Warm: keys exist, the allocator has grown.
    await flood.run('immediate', 64, 4_096);
    const cost: ScriptCost = {};
    for (const size of options.sizes) {
      for (const kind of ['queue', 'release', 'immediate'] as const) {
        Object.assign(cost, await flood.run(kind, size, options.messages));
      }
    }
    return cost;
  } finally {
    await fixture.stop();
  }
}

/** As `measureScriptCost` with a window, for the whole run of benchmarks. */
export async function benchScriptCost({ note }: BenchOptions): Promise<Findings> {
  const cost = await measureScriptCost({
    messages: 8_192,
    sizes: [1, 16, 64, 256],
    limits: 'window',
    profile: note,
  });
  const named = Object.entries(cost).map(([name, us]) => [`redisUs ${name}`, us]);
  return { ratios: {}, absolute: Object.fromEntries(named) };
}

class Flood {
  readonly #fixture: GateFixture;
  readonly #options: ScriptCostOptions;
  readonly #traffic = new Traffic();
  readonly #contexts = [0, 1, 2, 3].map(contextOf);
  #nowUs = FIRST_INSTANT_US;

  constructor(fixture: GateFixture, options: ScriptCostOptions) {
    this.#fixture = fixture;
    this.#options = options;
  }

  async run(kind: GroupKind, size: number, messages: number): Promise<ScriptCost> {
    const groups = await this.#groups(kind, size, messages);
    const times = { decide: new Map<string, CommandTime>(), apply: new Map<string, CommandTime>() };
    for (let at = 0; at < groups.length; at += GROUPS_AT_ONCE) {
      const some = groups.slice(at, at + GROUPS_AT_ONCE);
      const decided = await this.#timed(times.decide, () => this.#decide(some));
      await this.#timed(times.apply, () => this.#apply(some, decided));
    }
    const count = groups.length * size;
    const decide = this.#timePer(`decide ${kind} ${size}`, count, times.decide);
    const apply = this.#timePer(`apply ${kind} ${size}`, count, times.apply);
    return { ...decide, ...apply };
  }

  /** Adds what an action takes: the commands' times, and under "cpu" what the main thread has used in all. */
  async #timed<T>(sum: Map<string, CommandTime>, action: () => Promise<T>): Promise<T> {
    const { redis } = this.#fixture;
    await resetCommandTimes(redis);
    const before = await readCpuUs(redis);
    const result = await action();
    const us = (await readCpuUs(redis)) - before;
    addTimes(sum, [...(await readCommandTimes(redis)), { command: 'cpu', calls: 1, us }]);
    return result;
  }

  /** Releases are of messages that are queued here, without being counted. */
  async #groups(kind: GroupKind, size: number, messages: number): Promise<GateItem[][]> {
    if (kind !== 'release') return this.#requests(kind, size, messages);
    const releases: GateItem[][] = [];
    const groups = this.#requests('queue', size, messages);
    for (let at = 0; at < groups.length; at += GROUPS_AT_ONCE) {
      const some = groups.slice(at, at + GROUPS_AT_ONCE);
      const events = await this.#apply(some, await this.#decide(some));
      releases.push(...events.map(releasesOf));
    }
    return releases;
  }

  #requests(kind: 'queue' | 'immediate', size: number, messages: number): GateItem[][] {
    return Array.from({ length: Math.ceil(messages / size) }, (_, index) => {
      // Two of the four organisations in each group.
      const contexts = this.#contexts.slice((index % 2) * 2, (index % 2) * 2 + 2);
      return this.#traffic.requests(size, contexts, MODE_OF[kind]);
    });
  }

  /** All calls are issued before the first is answered: Redis works without a pause, as under load. */
  async #decide(groups: GateItem[][]): Promise<Decided[]> {
    const { scripts, gate, epoch } = this.#fixture;
    const believed = { epoch, call: 0, gateSeq: 0, factSeq: 0 };
    const calls = groups.map((items) => {
      this.#nowUs += STEP_US * items.length;
      return [this.#fixture.setClock(this.#nowUs), scripts.decide(gate, believed, items)] as const;
    });
    const all: Decided[] = [];
    for (const [clock, call] of calls) {
      await clock;
      const decided = await call;
      assert(decided.outcome === 'DECIDED', 'the gate is where it was');
      assert(
        decided.verdicts.every((verdict) => verdict.answer === 'DECIDED' && verdict.reason === 0),
        'every message of the benchmark passes',
      );
      all.push(decided);
    }
    return all;
  }

  async #apply(groups: GateItem[][], decided: Decided[]) {
    const { scripts, gate, epoch } = this.#fixture;
    let number = decided[0]?.number ?? 0;
    const events = groups.map((items, index) => {
      const one = decided[index];
      assert(one !== undefined, 'each group was decided');
      const event = commitOf(items, { ...one, number });
      number += event.decisions.length;
      return event;
    });
    const calls = events.map((event) => {
      return scripts.applyDecisions(gate, epoch, { seq: this.#fixture.nextSeq(), event });
    });
    for (const call of calls) {
      assert((await call).outcome === 'APPLIED', 'each commit is applied once');
    }
    return events;
  }

  #timePer(name: string, messages: number, times: Map<string, CommandTime>): ScriptCost {
    this.#explain(name, messages, [...times.values()]);
    const total = times.get('cpu')?.us ?? Number.NaN;
    return { [name]: Math.round((total / messages) * 100) / 100 };
  }

  #explain(name: string, messages: number, times: CommandTime[]): void {
    const { profile } = this.#options;
    if (profile === undefined) return;
    profile(name);
    const sorted = times.toSorted((left, right) => right.us - left.us);
    for (const { command, calls, us } of sorted) {
      profile(
        `  ${command.padEnd(20)} ${(us / messages).toFixed(2).padStart(8)} µs ${(calls / messages).toFixed(3).padStart(8)} calls a message`,
      );
    }
  }
}

function addTimes(sum: Map<string, CommandTime>, more: CommandTime[]): void {
  for (const { command, calls, us } of more) {
    const before = sum.get(command);
    sum.set(command, {
      command,
      calls: calls + (before?.calls ?? 0),
      us: us + (before?.us ?? 0),
    });
  }
}
