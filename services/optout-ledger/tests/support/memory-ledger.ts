import { Scope } from '@hustings/contracts/optout';
import { allSubjects, type EventLog, type LogEntry, memoryEventLog } from '@hustings/event-log';
import { systemIds } from '@hustings/kernel';
import { applyFact, factsOf, initialGateState } from '@hustings/policy';
import { readServiceTexts } from '@hustings/policy/service-texts';
import { createVault } from '@hustings/privacy';
import { compileRules, readKeywordFile } from '@hustings/recognition';
import { logActStores } from '../../src/adapters/act-stores.ts';
import { underOldestKey } from '../../src/adapters/privacy/versioned-stores.ts';
import { logRecipientStore } from '../../src/adapters/recipient-store.ts';
import { type Ledger, recipientOf } from '../../src/app/ledger.ts';
import { findStanding } from '../../src/domain/standing.ts';
import type { SealedText } from '../../src/ports/sealed-texts.ts';

export const ORGANISATION = 'org-a';
const LAYOUT = { partitions: 1, gates: 1 };

/** The crash that a test has asked for: the process is gone before, or right after, a step had its effect. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

const rules = compileRules(readKeywordFile());
const texts = readServiceTexts();

/** The ledger's use cases over the memory twin of the log, in which any step can be the last one. */
export class MemoryLedger {
  readonly log: EventLog = memoryEventLog(LAYOUT);
  readonly ledger: Ledger;
  /** Microseconds since the Unix epoch; moves by itself a little with every look. */
  nowUs = 1_000_000_000_000_000n;
  /** Steps that had begun since the last `crashAt`. */
  steps = 0;
  #crash: { step: number; after: boolean } | null = null;
  readonly #sealed = new Map<number, SealedText & { id: string }>();
  readonly #allPolitical = new Map<string, string>();

  constructor() {
    const ids = systemIds();
    const vault = underOldestKey(createVault('ab'.repeat(32)));
    const clock = { nowUs: () => (this.nowUs += 1n), monotonicMs: () => Number(this.nowUs) / 1000 };
    const store = logRecipientStore(this.log, ids);
    const acts = logActStores(this.log, ids);
    this.ledger = {
      store: { ...store, execute: this.#step(store.execute) },
      acts: {
        answers: { ...acts.answers, execute: this.#step(acts.answers.execute) },
        reviews: { ...acts.reviews, execute: this.#step(acts.reviews.execute) },
        requests: { ...acts.requests, execute: this.#step(acts.requests.execute) },
        requesters: { ...acts.requesters, execute: this.#step(acts.requesters.execute) },
        links: { ...acts.links, execute: this.#step(acts.links.execute) },
      },
      barrier: {
        pass: this.#step(async () => undefined),
        passOptOuts: this.#step(async () => undefined),
      },
      withProvider: {
        list: this.#step(async () => [{ messageId: 'm-1', senderId: 'snd-a', state: 'ACCEPTED' }]),
      },
      sealed: {
        seal: this.#step(async (recipient, allPolitical, item) => {
          this.#allPolitical.set(recipient.id, allPolitical);
          this.#sealed.set(this.#sealed.size + 1, item);
          return this.#sealed.size;
        }),
        open: async (_, { id, seq }) => {
          const item = this.#sealed.get(seq);
          return item?.id === id ? item : null;
        },
        allPoliticalOf: async ({ id }) => this.#allPolitical.get(id) ?? null,
      },
      ...{ vault, layout: LAYOUT, rules, texts, clock, ids, pagesUrl: '' },
    };
  }

  /** The step with this number, from 0 on, is the last one that the process begins. */
  crashAt(step: number, after: boolean): void {
    this.steps = 0;
    this.#crash = { step, after };
  }

  /** Runs work that may be cut short. True when it came to its end. */
  async survives(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof Crash) return false;
      throw error;
    } finally {
      this.#crash = null;
    }
  }

  /** Whether the ledger holds the recipient back from the organisation's messages. */
  async isSuppressed(address: string): Promise<boolean> {
    const { state } = await this.ledger.store.load(recipientOf(this.ledger, ORGANISATION, address));
    return findStanding(state, Scope.SCOPE_ORGANISATION, '') !== undefined;
  }

  /** Whether a gate that has applied the whole log releases nothing to the recipient. */
  async isRefusedAtGate(address: string): Promise<boolean> {
    const gate = initialGateState();
    for (const { commit } of await this.entries()) {
      for (const fact of commit.events.flatMap(factsOf)) applyFact(gate, fact);
    }
    const { recipient } = recipientOf(this.ledger, ORGANISATION, address);
    return gate.optOuts.get(recipient)?.has('o') === true;
  }

  /** Everything in the organisation's partition, oldest first. */
  async entries(): Promise<LogEntry[]> {
    const until = await this.log.lastSeq('0');
    const entries: LogEntry[] = [];
    if (until === 0) return entries;
    const span = { partition: '0', after: 0, until, subjects: [allSubjects('0')] };
    const { signal } = new AbortController();
    for await (const entry of this.log.follow({ ...span, signal })) {
      if ('commit' in entry) entries.push(entry);
    }
    return entries;
  }

  /** Types of the events, oldest first, without markers. */
  async eventTypes(): Promise<string[]> {
    const entries = await this.entries();
    return entries.flatMap(({ commit }) => commit.events.map(({ eventType }) => eventType));
  }

  #step<Args extends unknown[], Result>(
    work: (...args: Args) => Promise<Result>,
  ): (...args: Args) => Promise<Result> {
    return async (...args) => {
      const crash = this.#crash;
      const isLast = crash !== null && this.steps >= crash.step;
      this.steps += 1;
      // Whatever was begun beside the last step is cut short with it.
      if (isLast && (!crash.after || this.steps > crash.step + 1)) throw new Crash('cut short');
      const result = await work(...args);
      if (isLast) throw new Crash('cut short');
      return result;
    };
  }
}
