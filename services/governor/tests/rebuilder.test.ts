import { ActorKind } from '@hustings/contracts/log';
import { type EventLog, memoryEventLog } from '@hustings/event-log';
import { countingIds, ManualClock, systemIds } from '@hustings/kernel';
import type { GateMeta, GateRef, GateScripts } from '@hustings/redis-scripts';
import { createLogger } from '@hustings/service-kit';
import { describe, expect, it, vi } from 'vitest';
import { GateFeed } from '../src/app/gate-feed.ts';
import type { GateParts } from '../src/app/gate-parts.ts';
import { GateWorker } from '../src/app/gate-worker.ts';
import { LastDecisions } from '../src/app/last-decisions.ts';
import { PartitionRebuilder } from '../src/app/partition-rebuilder.ts';
import { Position } from '../src/app/position.ts';

const GATES = 2;

/** Steps of a rebuild, in the order in which they happen, and what the test does at one of them. */
class Steps {
  readonly taken: string[] = [];
  /** How many more times Redis finds itself behind where levels are written. */
  timesBehind = 0;
  onStep: (step: string, count: number) => void = () => undefined;

  async take(step: string): Promise<void> {
    await Promise.resolve();
    this.taken.push(step);
    this.onStep(step, this.taken.length);
  }
}

function scriptsOf(steps: Steps): GateScripts {
  const metas = new Map<number, GateMeta>();
  const unused = (): never => {
    throw new Error('not part of a rebuild of an empty log');
  };
  return {
    load: unused,
    decide: unused,
    peek: unused,
    applyDecisions: unused,
    applyFacts: unused,
    async readMeta({ gate }: GateRef) {
      await steps.take(`read ${gate}`);
      return metas.get(gate) ?? null;
    },
    async beginRebuild({ gate }: GateRef, { next }: { next: string }) {
      await steps.take(`begin ${gate}`);
      const none = { ready: false, call: 0, gateSeq: 0, factSeq: 0, number: 0, nowUs: 0 };
      metas.set(gate, { epoch: next, ...none });
      return { outcome: 'BEGUN' };
    },
    async restoreLevels({ gate }: GateRef) {
      await steps.take(`levels ${gate}`);
      steps.timesBehind -= 1;
      return { outcome: steps.timesBehind >= 0 ? 'BEHIND' : 'APPLIED' };
    },
    async finishRebuild({ gate }: GateRef) {
      await steps.take(`finish ${gate}`);
      return { outcome: 'READY' };
    },
  } as unknown as GateScripts;
}

function furnish(log = memoryEventLog({ partitions: 1, gates: GATES })) {
  const steps = new Steps();
  const scripts = scriptsOf(steps);
  const clock = new ManualClock(0n);
  const feeds = Array.from({ length: GATES }, (_, gate) => {
    const parts = { clock, telemetry: {} } as unknown as GateParts;
    const worker = new GateWorker({ partition: '0', gate }, parts);
    return new GateFeed(worker, scripts, () => undefined);
  });
  const position = new Position();
  const collectYoung = vi.fn<() => void>();
  const onRebuilt = vi.fn<() => void>(() => steps.onStep('rebuilt', 0));
  const rebuilder = new PartitionRebuilder({
    partition: '0',
    ...{ log, scripts, feeds, onRebuilt, position, collectYoung },
    lastDecisions: new LastDecisions(),
    ids: countingIds(),
    logger: createLogger('test', 'silent'),
    prepare: () => steps.take('prepare'),
  });
  const stop = new AbortController();
  const running = rebuilder.run(stop.signal);
  const isOpen = (gate: number): boolean => feeds[gate]?.isOpen ?? false;
  return {
    steps,
    rebuilder,
    position,
    collectYoung,
    isOpen,
    stop: async (): Promise<void> => {
      stop.abort();
      await running;
    },
  };
}

/** All steps of the rebuild of one gate. */
async function stepsOfOne(): Promise<string[]> {
  const { steps, rebuilder, isOpen, stop } = furnish();
  rebuilder.takeOver(0);
  await vi.waitFor(() => expect(isOpen(0)).toBe(true));
  await stop();
  return steps.taken;
}

describe('a gate in doubt', () => {
  it('is rebuilt whenever the doubt comes: at every step of a rebuild, and just after it', async () => {
    const count = (await stepsOfOne()).length;
    expect(count).toBeGreaterThan(3);
    for (let at = 0; at <= count; at++) {
      const { steps, rebuilder, isOpen, stop } = furnish();
      let begunBefore = -1;
      steps.onStep = (step, taken) => {
        if (begunBefore >= 0 || (taken !== at && !(at === 0 && step === 'rebuilt'))) return;
        begunBefore = steps.taken.filter((one) => one === 'begin 0').length;
        rebuilder.request(0, 'doubt');
        expect(isOpen(0)).toBe(false);
      };
      if (at === 0) {
        // In the very tick in which the work ends.
        rebuilder.takeOver(0);
        await vi.waitFor(() => expect(begunBefore).toBeGreaterThan(0));
      } else rebuilder.takeOver(0);
      await vi.waitFor(() => {
        const begun = steps.taken.filter((one) => one === 'begin 0').length;
        expect({ open: isOpen(0), anew: begun > begunBefore, at }).toEqual({
          open: true,
          anew: true,
          at,
        });
      });
      await stop();
    }
  });

  it('is rebuilt anew when Redis was lost before its levels were written', async () => {
    const { steps, rebuilder, isOpen, stop } = furnish();
    steps.timesBehind = 1;
    rebuilder.takeOver(0);
    await vi.waitFor(() => expect(isOpen(0)).toBe(true));
    await stop();
    expect(steps.taken.filter((step) => /^(begin|levels|finish)/.test(step))).toEqual([
      ...['begin 0', 'levels 0'],
      ...['begin 0', 'levels 0', 'finish 0'],
    ]);
  });

  it('leaves the others open', async () => {
    const { steps, rebuilder, isOpen, stop } = furnish();
    rebuilder.takeOver(0);
    rebuilder.takeOver(1);
    await vi.waitFor(() => expect([isOpen(0), isOpen(1)]).toEqual([true, true]));
    const before = steps.taken.length;
    let otherClosed = false;
    steps.onStep = () => {
      otherClosed ||= !isOpen(0);
    };
    rebuilder.request(1, 'doubt');
    await vi.waitFor(() => expect(isOpen(1)).toBe(true));
    expect(steps.taken.slice(before)).toContain('begin 1');
    expect(steps.taken.slice(before)).not.toContain('begin 0');
    expect(otherClosed).toBe(false);
    await stop();
  });

  it('is not rebuilt by a governor that does not serve it', async () => {
    const { steps, rebuilder, isOpen, stop } = furnish();
    rebuilder.takeOver(0);
    await vi.waitFor(() => expect(isOpen(0)).toBe(true));
    await rebuilder.handOver(0);
    const before = steps.taken.length;
    rebuilder.request(0, 'doubt');
    rebuilder.takeOver(1);
    await vi.waitFor(() => expect(isOpen(1)).toBe(true));
    expect(isOpen(0)).toBe(false);
    expect(steps.taken.slice(before)).not.toContain('begin 0');
    await stop();
  });
});

describe('a long log', () => {
  /** Bytes of a commit that changes no gate. */
  const LARGE = 500_000;
  const ids = systemIds();

  async function append(log: EventLog): Promise<void> {
    const id = ids.uuid();
    const ref = { partition: '0', context: 'test', aggregate: 'large', id };
    const common = {
      actor: { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'test' },
      version: 1,
      occurredAtUs: 1n,
    };
    const named = { commitId: id, organisationId: '', correlationId: id };
    const events = [{ eventType: 'test.Large.v1', data: new Uint8Array(LARGE) }];
    await log.append({ ...common, ...named, ref, events }, 0);
  }

  it('has what the reading leaves behind collected every six megabytes', async () => {
    const log = memoryEventLog({ partitions: 1, gates: GATES });
    for (let nth = 1; nth <= 30; nth++) await append(log);
    const { rebuilder, position, collectYoung, isOpen, stop } = furnish(log);
    position.issue(30);
    position.apply(30);
    rebuilder.takeOver(0);
    await vi.waitFor(() => expect(isOpen(0)).toBe(true));
    // After the thirteenth and the twenty-sixth.
    expect(collectYoung).toHaveBeenCalledTimes(2);
    await stop();
  });
});
