import { ManualClock } from '@hustings/kernel';
import { createLogger, Metrics } from '@hustings/service-kit';
import { describe, expect, it, vi } from 'vitest';
import { type StepPart, StepProgress } from '../src/app/step-progress.ts';
import { StepWatch } from '../src/app/step-watch.ts';
import { governorTelemetry, type Telemetry } from '../src/telemetry.ts';

/** Two gates, and what is told of them. */
function furnish() {
  const clock = new ManualClock();
  const gates = [0, 1].map((gate) => ({
    ref: { partition: '0', gate },
    progress: new StepProgress(clock),
  }));
  const stepHangs = vi.fn<Telemetry['stepHangs']>();
  const watch = new StepWatch({ gates, clock, telemetry: { stepHangs } });
  const told = (): [number, StepPart][] =>
    stepHangs.mock.calls.map(([{ gate }, part]) => [gate, part]);
  const lookAfterMs = (ms: number): void => {
    clock.advanceMs(ms);
    watch.look();
  };
  return { first: gates[0]?.progress as StepProgress, clock, told, lookAfterMs };
}

/** Something that a step waits for until it is let go. */
function waitFor(progress: StepProgress, part: StepPart): { end: () => Promise<unknown> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const waited = progress.of(part, promise);
  return {
    end() {
      resolve();
      return waited;
    },
  };
}

describe('a gate that waits for one thing', () => {
  it('is told of once, with what it waits for, when it has waited for 20 s', () => {
    const { first, told, lookAfterMs } = furnish();
    waitFor(first, 'append');
    lookAfterMs(19_999);
    expect(told()).toEqual([]);
    lookAfterMs(1);
    lookAfterMs(5_000);
    expect(told()).toEqual([[0, 'append']]);
  });

  it('is told of again when it hangs again', async () => {
    const { first, told, lookAfterMs } = furnish();
    const hanging = waitFor(first, 'append');
    lookAfterMs(20_000);
    await hanging.end();
    waitFor(first, 'catch-up');
    lookAfterMs(20_000);
    expect(told()).toEqual([
      [0, 'append'],
      [0, 'catch-up'],
    ]);
  });

  it('is not told of while one thing follows the other, however long that goes on', async () => {
    const { first, told, lookAfterMs } = furnish();
    for (const part of ['look', 'decide', 'append', 'look'] as const) {
      const waiting = waitFor(first, part);
      lookAfterMs(15_000);
      await waiting.end();
      lookAfterMs(15_000);
    }
    expect(told()).toEqual([]);
  });

  it('waits for nothing any more when that has failed, and whoever waited hears of it', async () => {
    const { first, told, lookAfterMs } = furnish();
    await expect(first.of('decide', Promise.reject(new Error('no Redis')))).rejects.toThrow(
      'no Redis',
    );
    lookAfterMs(60_000);
    expect(told()).toEqual([]);
  });
});

it('operators see how often gates hung, by what they waited for, and where to look', async () => {
  const metrics = new Metrics('governor');
  const lines: string[] = [];
  const logger = createLogger('test', 'silent');
  vi.spyOn(logger, 'error').mockImplementation((...[, line]: unknown[]) => {
    lines.push(String(line));
  });
  governorTelemetry(metrics, logger).stepHangs({ partition: '0', gate: 3 }, 'append');
  const shown = await metrics.registry
    .getSingleMetric('hustings_governor_hanging_steps_total')
    ?.get();
  expect(shown?.values).toMatchObject([{ labels: { part: 'append' }, value: 1 }]);
  expect(lines).toEqual([
    'a gate has waited for more than 20 s and decides nothing meanwhile; look at the log',
  ]);
});
