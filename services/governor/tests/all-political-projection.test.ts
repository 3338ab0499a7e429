import { OptedOut, Scope } from '@hustings/contracts/optout';
import { memoryEventLog } from '@hustings/event-log';
import { systemIds } from '@hustings/kernel';
import type { ListScripts } from '@hustings/redis-scripts';
import { afterEach, expect, it, vi } from 'vitest';
import { AllPoliticalProjection } from '../src/app/all-political-projection.ts';
import type { GateWorker } from '../src/app/gate-worker.ts';
import { Position } from '../src/app/position.ts';

const WAIT = { timeout: 5_000, interval: 5 };
const ids = systemIds();
const stopping = new AbortController();
afterEach(() => stopping.abort());

/** The list as Redis keeps it: a stretch is applied onto the state that it follows. */
function listStandIn(): ListScripts & { seq: number } {
  const list = {
    seq: 0,
    readMeta: async () => ({ epoch: 'e-1', seq: list.seq }),
    begin: async () => true,
    apply: async (_: string, { from, to }: { from: number; to: number }) => {
      if (list.seq === from) list.seq = to;
      return list.seq;
    },
    check: async (_: string, persons: readonly string[]) => ({
      suppressed: persons.map(() => false),
      seq: list.seq,
    }),
  };
  return list;
}

it('counts an opt-out when the groups that were under way are over, and lets later ones not wait for a group that began behind them', async () => {
  const log = memoryEventLog({ partitions: 1, gates: 1 });
  const optOut = async (person: string): Promise<void> => {
    const event = OptedOut.fromPartial({ recipient: person, scope: Scope.SCOPE_ALL_POLITICAL });
    await log.append(
      {
        commitId: ids.uuid(),
        ref: { partition: 'all', context: 'optout', aggregate: 'recipient', id: person },
        events: [{ eventType: 'optout.OptedOut.v1', data: OptedOut.encode(event).finish() }],
        actor: { kind: 1, id: 'test' },
        version: 1,
        occurredAtUs: 1n,
        organisationId: '',
        correlationId: 'test',
      },
      0,
    );
  };
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  const worker = { currentStep: first.promise };
  const position = new Position();
  const list = listStandIn();
  const projection = new AllPoliticalProjection({
    ...{ log, list, position, ids },
    workers: [worker as unknown as GateWorker],
    onUnreadable: () => undefined,
  });
  void projection.follow(stopping.signal);
  await projection.ensure(stopping.signal);

  expect(projection.holds(0)).toBe(true);
  await optOut('p-1');
  await vi.waitFor(() => expect(list.seq).toBe(1), WAIT);
  expect([projection.holds(0), projection.holds(1)]).toEqual([false, true]);
  // The first group is still under way: it may have looked before. The next one begins behind the first opt-out.
  worker.currentStep = second.promise;
  await optOut('p-2');
  await vi.waitFor(() => expect(list.seq).toBe(2), WAIT);
  expect(position.applied).toBe(0);

  first.resolve();
  await vi.waitFor(() => expect(position.applied).toBe(1), WAIT);
  expect((await projection.check(['p-1'])).seq).toBe(2);
  expect(position.applied).toBe(1);
  second.resolve();
  await vi.waitFor(() => expect(position.applied).toBe(2), WAIT);
});
