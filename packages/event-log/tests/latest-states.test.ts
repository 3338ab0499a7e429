import { systemIds } from '@hustings/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AggregateRef,
  AppendUnknown,
  aggregateStore,
  type EventLog,
  memoryEventLog,
} from '../src/index.ts';
import { META, petitionCodec, petitions } from './support/petition.ts';

const TARGET = { id: 'p-1', partition: '0', organisationId: 'org-1' };
const KEPT = { keepLatest: 10 };

/** A log that counts how often an aggregate is read, and may lose the acknowledgement of an append that it stored. */
function watched(log: EventLog): {
  log: EventLog;
  reads: () => number;
  loseNextAnswer: () => void;
} {
  let reads = 0;
  let loses = false;
  return {
    reads: () => reads,
    loseNextAnswer() {
      loses = true;
    },
    log: {
      layout: log.layout,
      load: (ref: AggregateRef) => {
        reads += 1;
        return log.load(ref);
      },
      append: async (...args: Parameters<EventLog['append']>) => {
        const appended = await log.append(...args);
        if (!loses) return appended;
        loses = false;
        throw new AppendUnknown('the answer was lost');
      },
    } as EventLog,
  };
}

/** The name that was signed last, by whoever: signing the same again changes nothing, another one does. */
function lastNames(log: EventLog) {
  return aggregateStore({
    log,
    context: 'tests',
    aggregate: 'last-name',
    codec: petitionCodec,
    snapshot: { schema: 'tests.LastName.v1' },
    decider: {
      initialState: () => ({ name: '' }),
      decide: ({ name }: { name: string }, state) => ({
        ok: true as const,
        value: name === state.name ? [] : [{ type: 'Signed' as const, name }],
      }),
      evolve: (state, event) => (event.type === 'Signed' ? { name: event.name } : state),
    },
    ...KEPT,
  });
}

/** Every signature counts, also a repeated one: nothing in the state tells that a command was done. */
const countingDecider = {
  initialState: () => ({ count: 0 }),
  decide: ({ name }: { name: string }) => ({
    ok: true as const,
    value: [{ type: 'Signed' as const, name }],
  }),
  evolve: ({ count }: { count: number }) => ({ count: count + 1 }),
};

describe('a store that keeps what it wrote last', () => {
  it('does a command that is repeated with its commit id once', async () => {
    const { log } = watched(memoryEventLog());
    const store = aggregateStore({
      log,
      context: 'tests',
      aggregate: 'tally',
      codec: petitionCodec,
      snapshot: { schema: 'tests.Tally.v1' },
      decider: countingDecider,
      ...KEPT,
    });
    const meta = { ...META, commitId: systemIds().uuid() };
    const first = await store.execute(TARGET, { name: 'Ana' }, meta);
    expect(await store.execute(TARGET, { name: 'Ana' }, meta)).toEqual(first);
    expect(first).toMatchObject({ ok: true, value: { state: { count: 1 } } });
  });

  it('does not read the aggregate before its next commit', async () => {
    const { log, reads } = watched(memoryEventLog());
    const store = petitions(log, KEPT);
    for (const name of ['Ana', 'Bea', 'Cleo']) {
      await store.execute(TARGET, { type: 'Sign', name }, META);
    }
    expect(reads()).toBe(1);
    expect((await store.load(TARGET)).state.names).toEqual(['Ana', 'Bea', 'Cleo']);
  });

  it('keeps no more aggregates than it may', async () => {
    const { log, reads } = watched(memoryEventLog());
    const store = petitions(log, { keepLatest: 1 });
    for (const id of ['p-1', 'p-2', 'p-1']) {
      await store.execute({ ...TARGET, id }, { type: 'Sign', name: `${reads()}` }, META);
    }
    expect(reads()).toBe(3);
  });

  it('decides what changes nothing on what others have written since', async () => {
    const log = memoryEventLog();
    const [ours, theirs] = [lastNames(log), lastNames(log)];
    await ours.execute(TARGET, { name: 'Ana' }, META);
    await theirs.execute(TARGET, { name: 'Bea' }, META);
    const again = await ours.execute(TARGET, { name: 'Ana' }, META);
    expect(again).toMatchObject({ ok: true, value: { events: [{ name: 'Ana' }], version: 3 } });
  });

  it('refuses only what the log refuses now', async () => {
    const log = memoryEventLog();
    const [ours, theirs] = [petitions(log, KEPT), petitions(log, KEPT)];
    await ours.execute(TARGET, { type: 'Sign', name: 'Ana' }, META);
    await theirs.execute(TARGET, { type: 'Close', atUs: 5n }, META);
    const refused = await ours.execute(TARGET, { type: 'Sign', name: 'Bea' }, META);
    expect(refused).toEqual({ ok: false, error: { reason: 'PetitionClosed' } });
  });

  it('reads again after an append of which nobody knows whether it was stored, and does it once', async () => {
    const { log, loseNextAnswer, reads } = watched(memoryEventLog());
    const store = petitions(log, KEPT);
    await store.execute(TARGET, { type: 'Sign', name: 'Ana' }, META);
    loseNextAnswer();
    const meta = { ...META, commitId: systemIds().uuid() };
    const lost = store.execute(TARGET, { type: 'Sign', name: 'Bea' }, meta);
    await expect(lost).rejects.toThrow(AppendUnknown);
    const again = await store.execute(TARGET, { type: 'Sign', name: 'Bea' }, meta);
    expect(again).toMatchObject({ ok: true, value: { version: 2, events: [{ name: 'Bea' }] } });
    expect(reads()).toBe(2);
  });

  it('leads to the same log as one that reads each time, whoever writes beside it', async () => {
    const turns = fc.array(
      fc.record({ writer: fc.nat({ max: 2 }), name: fc.constantFrom('a', 'b', 'c') }),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(turns, async (drawn) => {
        const log = memoryEventLog();
        const writers = [lastNames(log), lastNames(log), lastNames(log)];
        let expected = '';
        let version = 0;
        for (const { writer, name } of drawn) {
          const done = await writers[writer]?.execute(TARGET, { name }, META);
          version += name === expected ? 0 : 1;
          expected = name;
          expect(done).toMatchObject({ ok: true, value: { state: { name }, version } });
        }
      }),
    );
  });
});
