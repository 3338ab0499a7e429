import { assert } from '@hustings/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LuaGate } from './lua-gates.ts';
import * as world from './lua-world.ts';
import { luaGates } from './support/lua-stores.ts';

const RECIPIENTS = ['r-0', 'r-1', 'r-2'];

/** One group: whom its new messages are for, and which of those that wait it releases, by their places among all of them. */
interface Group {
  admitted: number[];
  released: number[];
}

const group = fc.record<Group>({
  admitted: fc.array(fc.nat(RECIPIENTS.length - 1), { maxLength: 12 }),
  released: fc.array(fc.nat(30), { maxLength: 12 }),
});

/** Names of what waits for each recipient, oldest first. */
class Waiting {
  readonly #gate: LuaGate;
  readonly of = new Map<string, string[]>(RECIPIENTS.map((recipient) => [recipient, []]));
  #seq = 1;
  #sent = 0;

  constructor(gate: LuaGate) {
    this.#gate = gate;
  }

  async decide({ admitted, released }: Group): Promise<void> {
    const queued = [...this.of].flatMap(([recipient, names]) =>
      names.map((name) => ({ name, recipient })),
    );
    const leaving = queued.filter((_, place) => released.includes(place));
    const coming = admitted.map((place) => ({
      name: `${this.#sent++}`,
      recipient: RECIPIENTS[place] ?? '',
    }));
    const items = [
      ...leaving.map(({ name, recipient }) => world.release(name, { recipient })),
      ...coming.map(({ name, recipient }) => world.request(name, { recipient })),
    ];
    if (items.length === 0) return;
    await this.#gate.record(++this.#seq, await this.#gate.decide(world.T0 + this.#seq, items));
    for (const { name, recipient } of leaving) {
      this.of.set(recipient, this.of.get(recipient)?.filter((one) => one !== name) ?? []);
    }
    for (const { name, recipient } of coming) this.of.get(recipient)?.push(name);
  }

  /** Ids of all of them, by the order of these recipients. */
  all(recipients: readonly string[]): string[] {
    return recipients.flatMap((recipient) =>
      (this.of.get(recipient) ?? []).map((name) => `msg-${name}`),
    );
  }
}

async function found(gate: LuaGate, recipients: string[], most: number) {
  const queued = await gate.scripts.findQueued(gate.gate, {
    ...{ epoch: gate.epoch(), recipients, most },
  });
  assert(queued.outcome === 'FOUND', 'the gate is open');
  const ids = queued.messages.map(({ admission }) => admission.messageId);
  return { ids, hasMore: queued.hasMore };
}

/** Each story opens a gate of its own, which takes a cluster ten times as long. */
const RUNS = [60, 8];

describe.each(luaGates().map((store, index) => ({ ...store, runs: RUNS[index] ?? 8 })))(
  'what waits for a recipient, in $name',
  ({ open, runs }) => {
    async function opened(): Promise<LuaGate> {
      const gate = await open();
      const facts = [...world.registered(), world.activated(world.policyWith({ sender: [] }))];
      await gate.apply([{ seq: 1, marker: false, facts }]);
      return gate;
    }

    test('is found, each message once and in order, however many of one call come and go', async () => {
      const story = fc.asyncProperty(
        fc.array(group, { minLength: 1, maxLength: 6 }),
        fc.shuffledSubarray(RECIPIENTS, { minLength: 1 }),
        fc.integer({ min: 1, max: 20 }),
        async (groups, recipients, most) => {
          const gate = await opened();
          const waiting = new Waiting(gate);
          try {
            for (const one of groups) await waiting.decide(one);
            const all = waiting.all(recipients);
            const { ids, hasMore } = await found(gate, recipients, most);
            expect({ ids, hasMore }).toEqual({
              ids: all.slice(0, most),
              hasMore: all.length > most,
            });
          } finally {
            await gate.close();
          }
        },
      );
      await fc.assert(story, { numRuns: runs });
    });

    test('leaves nothing behind when the last message is gone', async () => {
      const gate = await opened();
      const waiting = new Waiting(gate);
      await waiting.decide({ admitted: [0, 1, 0, 0], released: [] });
      await waiting.decide({ admitted: [], released: [0, 1, 2, 3] });
      const keys = await gate.redis.callBuffer('KEYS', `*${gate.gate.partition}*:queued`);
      expect(keys).toEqual([]);
      await gate.close();
    });
  },
);
