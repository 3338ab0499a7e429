import { ActorKind } from '@hustings/contracts/log';
import { type ServerProcess, startNats } from '@hustings/dev-env';
import { connectEventLog, type EventLog, installStreams } from '@hustings/event-log';
import { systemIds } from '@hustings/kernel';
import { connectNats } from '@hustings/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logStores } from '../src/adapters/log-stores.ts';
import { logMassActionBinder } from '../src/adapters/mass-action-binder.ts';
import type { ProposeMassAction } from '../src/domain/mass-action/commands.ts';
import { START_US } from './fixtures.ts';

const ROUNDS = 20;
const ACCOUNTS = 12;
const ids = systemIds();
let nats: ServerProcess;
/** Of two replicas: nothing is shared but the server. */
let connections: NatsConnection[];
let logs: EventLog[];

beforeAll(async () => {
  nats = await startNats();
  connections = [await connectNats(nats.url, 'one'), await connectNats(nats.url, 'two')];
  const [first] = connections as [NatsConnection];
  await installStreams(first, { partitions: 1, gates: 4, replicas: 1 });
  logs = await Promise.all(connections.map((each) => connectEventLog(each)));
});
afterAll(async () => {
  for (const connection of connections) await connection.close();
  await nats.stop();
});

function meta() {
  const actor = { kind: ActorKind.ACTOR_KIND_STAFF, id: 'crd-moderator' };
  return { actor, occurredAtUs: BigInt(START_US), correlationId: ids.uuid() };
}

/** An action over accounts `from` to `from + ACCOUNTS` of a round. */
function actionOf(massActionId: string, round: number, from: number): ProposeMassAction {
  const items = Array.from({ length: ACCOUNTS }, (_, at) => ({
    caseId: `cas-${round}-${from + at}`,
    proposalId: `prp-${round}-${from + at}`,
    organisationId: 'org-1',
    findingSha256: `${massActionId}-${at}`,
  }));
  return {
    type: 'ProposeMassAction',
    ...{ massActionId, clause: 'terms 4.2', reasons: 'One text.', proposedBy: 'crd-moderator' },
    ...{ items, conflicted: [], draws: Array.from({ length: 2 * ACCOUNTS }, () => 0) },
    nowUs: START_US,
  };
}

/** Proposals that the log has bound, with the action that each belongs to. */
async function boundIn(round: number): Promise<Map<string, string>> {
  const [log] = logs as [EventLog];
  const bound = new Map<string, string>();
  const range = { partition: '0', after: 0, until: await log.lastSeq('0') };
  const subjects = ['hustings.evt.0.enforcement.proposal-claim.*'];
  const { signal } = new AbortController();
  for await (const entry of log.follow({ ...range, subjects, signal })) {
    if ('fault' in entry) throw new Error(entry.fault);
    const { aggregateId, events, snapshot } = entry.commit;
    if (!aggregateId.startsWith(`prp-${round}-`)) continue;
    expect(bound.has(aggregateId)).toBe(false);
    expect(events.map(({ eventType }) => eventType)).toEqual(['enforcement.ProposalBound.v1']);
    bound.set(aggregateId, JSON.stringify(snapshot?.data ?? ''));
  }
  return bound;
}

describe('two replicas that bind overlapping proposals at the same moment', () => {
  it('begin one action, and the other leaves nothing behind', async () => {
    const [one, two] = logs.map((log) => logMassActionBinder(log, ids));
    if (!one || !two) throw new Error('no replicas');
    for (let round = 0; round < ROUNDS; round++) {
      // They share the last six of one and the first six of the other.
      const outcomes = await Promise.all([
        one.bind(actionOf(`mas-${round}-a`, round, 0), meta()),
        two.bind(actionOf(`mas-${round}-b`, round, 6), meta()),
      ]);
      const won = outcomes.findIndex(({ ok }) => ok);
      const lost = outcomes[1 - won];
      expect(lost).toMatchObject({ ok: false, error: { reason: 'PROPOSAL_UNFIT' } });
      expect((await boundIn(round)).size).toBe(ACCOUNTS);
      const [log] = logs as [EventLog];
      const { massActions } = logStores(log);
      const load = (id: string) => massActions.load({ id, partition: '0' });
      const [winner, loser] = won === 0 ? ['a', 'b'] : ['b', 'a'];
      expect((await load(`mas-${round}-${winner}`)).state).toMatchObject({ status: 'PROPOSED' });
      expect((await load(`mas-${round}-${loser}`)).state).toEqual({ status: 'NONE' });
    }
  });
});

describe('a binding', () => {
  it('is refused for what was bound before, whatever became of that action', async () => {
    const [log] = logs as [EventLog];
    const binder = logMassActionBinder(log, ids);
    expect(await binder.bind(actionOf('mas-first', 100, 0), meta())).toMatchObject({ ok: true });
    expect(await binder.bind(actionOf('mas-second', 100, 0), meta())).toEqual({
      ok: false,
      error: { reason: 'PROPOSAL_UNFIT', proposalId: 'prp-100-0' },
    });
    expect(await binder.bind(actionOf('mas-first', 100, 20), meta())).toEqual({
      ok: false,
      error: { reason: 'MASS_ACTION_EXISTS' },
    });
  });

  it('whose answer was lost is seen to stand, and is made once', async () => {
    const [log] = logs as [EventLog];
    let calls = 0;
    const relayed = {
      layout: log.layout,
      load: (ref: Parameters<EventLog['load']>[0]) => log.load(ref),
      // The batch enters, and nobody can tell: as after a cut of the connection before the acknowledgement.
      async appendTogether(...order: Parameters<EventLog['appendTogether']>) {
        calls += 1;
        await log.appendTogether(...order);
        return null;
      },
    } as unknown as EventLog;
    const binder = logMassActionBinder(relayed, ids);
    expect(await binder.bind(actionOf('mas-deaf', 101, 0), meta())).toMatchObject({ ok: true });
    expect(calls).toBe(1);
    expect((await boundIn(101)).size).toBe(ACCOUNTS);
  });

  it('binds the largest action in one batch', async () => {
    const [log] = logs as [EventLog];
    const binder = logMassActionBinder(log, ids);
    const small = actionOf('mas-large', 102, 0);
    const items = Array.from({ length: 499 }, (_, at) => ({
      ...{ caseId: `cas-102-${at}`, proposalId: `prp-102-${at}`, organisationId: 'org-1' },
      findingSha256: `f-${at}`,
    }));
    const draws = Array.from({ length: 1_000 }, () => 0);
    expect(await binder.bind({ ...small, items, draws }, meta())).toMatchObject({ ok: true });
    expect((await boundIn(102)).size).toBe(499);
  });
});
