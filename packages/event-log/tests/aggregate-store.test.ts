import { gateOf, systemIds } from '@hustings/kernel';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type EventLog,
  type LogEntry,
  memoryEventLog,
  PoisonEntry,
  TooMuchContention,
} from '../src/index.ts';
import { someCommit } from './support/commits.ts';
import { META, petitions } from './support/petition.ts';
import { readAll } from './support/reading.ts';

const TARGET = { id: 'p-1', partition: '0', organisationId: 'org-1' };
const REF = { partition: '0', context: 'tests', aggregate: 'petition', id: 'p-1' };

describe.each([
  ['reads each time', {}],
  ['keeps what it wrote last', { keepLatest: 10 }],
])('an aggregate store that %s', (_name, kept) => {
  let log: ReturnType<typeof memoryEventLog>;
  beforeEach(() => {
    log = memoryEventLog();
  });

  it('starts from the initial state and counts commits from 1', async () => {
    const store = petitions(log, kept);
    expect(await store.load(TARGET)).toEqual({
      state: { names: [], closedAtUs: null },
      seq: 0,
      version: 0,
    });
    const first = await store.execute(TARGET, { type: 'Sign', name: 'Ana' }, META);
    expect(first).toEqual({
      ok: true,
      value: {
        state: { names: ['Ana'], closedAtUs: null },
        seq: 1,
        version: 1,
        events: [{ type: 'Signed', name: 'Ana' }],
      },
    });
    await store.execute(TARGET, { type: 'Sign', name: 'Bea' }, META);
    expect(await store.load(TARGET)).toMatchObject({
      version: 2,
      state: { names: ['Ana', 'Bea'] },
    });
  });

  it('stores with the facts who acted, when, for whom and why', async () => {
    const meta = { ...META, causationId: 'cause-1', traceparent: 't-1', policyHash: 'h-1' };
    await petitions(log, kept).execute(TARGET, { type: 'Sign', name: 'Ana' }, meta);
    expect((await log.load(REF))?.commit).toMatchObject({
      ...META,
      causationId: 'cause-1',
      traceparent: 't-1',
      policyHash: 'h-1',
      organisationId: 'org-1',
    });
  });

  it('gives the decider’s refusal as a value and stores nothing', async () => {
    const store = petitions(log, kept);
    await store.execute(TARGET, { type: 'Close', atUs: 5n }, META);
    const before = await log.lastSeq('0');
    const refused = await store.execute(TARGET, { type: 'Sign', name: 'Ana' }, META);
    expect(refused).toEqual({ ok: false, error: { reason: 'PetitionClosed' } });
    expect(await log.lastSeq('0')).toBe(before);
  });

  it('stores nothing when there is nothing to do', async () => {
    const store = petitions(log, kept);
    await store.execute(TARGET, { type: 'Sign', name: 'Ana' }, META);
    const again = await store.execute(TARGET, { type: 'Sign', name: 'Ana' }, META);
    expect(again).toMatchObject({ ok: true, value: { events: [], seq: 1, version: 1 } });
    expect(await log.lastSeq('0')).toBe(1);
  });

  it('decides again on the new state when somebody else was faster', async () => {
    const store = petitions(log, kept);
    const names = Array.from({ length: 40 }, (_, n) => `person ${n}`);
    await Promise.all(names.map((name) => store.execute(TARGET, { type: 'Sign', name }, META)));
    const { state, version } = await store.load(TARGET);
    expect(state.names.toSorted()).toEqual(names.toSorted());
    expect(version).toBe(names.length);
  });

  it('gives up after many conflicts, and says that nothing was stored', async () => {
    const busy: EventLog = {
      ...bound(log),
      append: () => Promise.resolve({ outcome: 'conflict' }),
    };
    const executing = petitions(busy, kept).execute(TARGET, { type: 'Sign', name: 'Ana' }, META);
    await expect(executing).rejects.toThrow(TooMuchContention);
    expect(await log.lastSeq('0')).toBe(0);
  });

  it('does a command that is repeated with its commit id once', async () => {
    const store = petitions(log, kept);
    const meta = { ...META, commitId: systemIds().uuid() };
    const first = await store.execute(TARGET, { type: 'Close', atUs: 7n }, meta);
    const again = await store.execute(TARGET, { type: 'Close', atUs: 7n }, meta);
    expect(again).toEqual(first);
    expect(first).toMatchObject({ ok: true, value: { events: [{ type: 'Closed', atUs: 7n }] } });
  });

  it('marks the organisation’s gate when something is taken away, and only then', async () => {
    const store = petitions(log, kept);
    const gate = gateOf('org-1', log.layout);
    await store.execute(TARGET, { type: 'Sign', name: 'Ana' }, META);
    expect(await log.lastGateSeq('0', gate)).toBe(0);
    const closed = await store.execute(TARGET, { type: 'Close', atUs: 5n }, META);
    expect(closed).toMatchObject({ ok: true, value: { seq: 2 } });
    expect(await log.lastGateSeq('0', gate)).toBe(3);
    expect(await log.lastSeq('0')).toBe(3);
  });

  it('marks every gate of the partition when something is taken away from everybody', async () => {
    const target = { ...TARGET, organisationId: '' };
    await petitions(log, kept).execute(target, { type: 'Close', atUs: 5n }, META);
    expect(await readAll(log, { subjects: ['hustings.evt.0.gate.*'] })).toHaveLength(
      log.layout.gates,
    );
  });

  it('reads snapshots of older schemas through their upcasters', async () => {
    const old = someCommit({
      ref: REF,
      snapshot: { schema: 'tests.PetitionState.v0', state: ['Ana'] },
    });
    await log.append(old, 0);
    await expect(petitions(log, kept).load(TARGET)).rejects.toThrow(PoisonEntry);
    const store = petitions(log, {
      ...kept,
      snapshot: {
        schema: 'tests.PetitionState.v1',
        upcasters: { 'tests.PetitionState.v0': (names) => ({ names, closedAtUs: null }) },
      },
    });
    const signed = await store.execute(TARGET, { type: 'Sign', name: 'Bea' }, META);
    expect(signed).toMatchObject({ ok: true, value: { state: { names: ['Ana', 'Bea'] } } });
  });

  it('stops at a last commit that cannot be read', async () => {
    log.appendRaw('0', 'hustings.evt.0.tests.petition.p-1', Uint8Array.of(0xff));
    const executing = petitions(log, kept).execute(TARGET, { type: 'Sign', name: 'Ana' }, META);
    await expect(executing).rejects.toThrow(PoisonEntry);
  });
});

describe('verifying snapshots', () => {
  it('finds nothing where events lead to every snapshot', async () => {
    const log = memoryEventLog();
    const store = petitions(log);
    for (const id of ['p-1', 'p-2']) {
      await store.execute({ ...TARGET, id }, { type: 'Sign', name: 'Ana' }, META);
      await store.execute({ ...TARGET, id }, { type: 'Close', atUs: 2n }, META);
    }
    expect(await store.verifySnapshots('0', AbortSignal.timeout(1_000))).toEqual([]);
  });

  it('names each commit with another state, without one, of an unknown type, or unreadable', async () => {
    const log = memoryEventLog();
    const store = petitions(log);
    await store.execute(TARGET, { type: 'Sign', name: 'Ana' }, META);
    const { commit } = (await log.load(REF)) as LogEntry;
    const [signed] = commit.events;
    const state = { names: ['Ana', 'Zoe'], closedAtUs: null };
    const snapshot = { schema: 'tests.PetitionState.v1', state };
    const events = [{ eventType: signed?.eventType ?? '', data: Buffer.from('Bea') }];
    const bad = someCommit({ ref: REF, version: 2, events, snapshot });
    await log.append(bad, 1);
    const { snapshot: _none, ...bare } = someCommit({ ref: { ...REF, id: 'p-2' }, events });
    await log.append(bare, 0);
    await log.append(someCommit({ ref: { ...REF, id: 'p-3' } }), 0);
    log.appendRaw('0', 'hustings.evt.0.tests.petition.p-4', Uint8Array.of(0xff));

    const faults = await store.verifySnapshots('0', AbortSignal.timeout(1_000));
    expect(faults).toEqual([
      { seq: 2, aggregateId: 'p-1', fault: 'the events lead to another state' },
      { seq: 3, aggregateId: 'p-2', fault: 'no snapshot' },
      { seq: 4, aggregateId: 'p-3', fault: 'unknown event type registry.SenderNoted.v1' },
      { seq: 5, aggregateId: 'p-4', fault: expect.stringContaining('not a commit') },
    ]);
  });
});

/** The same log as an object whose methods can be replaced one by one. */
function bound(log: EventLog): EventLog {
  return {
    layout: log.layout,
    load: (ref) => log.load(ref),
    append: (commit, seq) => log.append(commit, seq),
    appendWithMarkers: (commit, seq, gates) => log.appendWithMarkers(commit, seq, gates),
    appendTogether: (orders, gates) => log.appendTogether(orders, gates),
    lastSeq: (partition) => log.lastSeq(partition),
    lastGateSeq: (partition, gate) => log.lastGateSeq(partition, gate),
    follow: (options) => log.follow(options),
    anchorAt: (partition, seq) => log.anchorAt(partition, seq),
    verifyAnchor: (partition, anchor) => log.verifyAnchor(partition, anchor),
    quarantine: (entry) => log.quarantine(entry),
  };
}
