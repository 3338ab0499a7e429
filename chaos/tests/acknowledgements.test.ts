import { expect, it } from 'vitest';
import { acknowledgementsOf } from '../src/check/acknowledgements.ts';
import type { Operation } from '../src/history/operation.ts';

type Step = [t: number, type: Operation['type'], key: string, more?: Partial<Operation>];

function step(...[t, type, key, more = {}]: Step): Operation {
  return { t, type, key, process: 'staff', f: 'opt-out', value: {}, ...more };
}

const reply = (stops: boolean): Partial<Operation> => ({ f: 'reply', value: { stops } });
const fault = (phase: string): Partial<Operation> => ({ f: 'fault', value: { phase } });

it('waits begin with the first attempt and end with the first acknowledgement', () => {
  const { all } = acknowledgementsOf([
    step(100, 'invoke', 'a'),
    step(150, 'info', 'a'),
    step(180, 'ok', 'a'),
    step(190, 'ok', 'a'),
  ]);
  expect(all).toEqual({ count: 1, open: 0, p50Ms: 80, p99Ms: 80, maxMs: 80 });
});

it('of replies only those count that say stop', () => {
  const { all } = acknowledgementsOf([
    step(0, 'invoke', 'a', reply(true)),
    step(0, 'invoke', 'b', reply(false)),
    step(30, 'ok', 'a', reply(true)),
    step(900, 'ok', 'b', reply(false)),
  ]);
  expect(all).toMatchObject({ count: 1, maxMs: 30 });
});

it('one that was never acknowledged is open, and no wait', () => {
  const { all } = acknowledgementsOf([step(0, 'invoke', 'a')]);
  expect(all).toMatchObject({ count: 0, open: 1 });
});

it('a wait that a fault, or recovering from it, touches is not calm', () => {
  const { all, calm } = acknowledgementsOf([
    step(0, 'invoke', 'before'),
    step(10, 'ok', 'before'),
    step(90, 'invoke', 'into'),
    step(100, 'info', 'x', fault('begin')),
    step(200, 'info', 'x', fault('end')),
    step(400, 'ok', 'into'),
    step(500, 'invoke', 'recovering'),
    step(900, 'ok', 'recovering'),
    step(20_000, 'invoke', 'after'),
    step(20_020, 'ok', 'after'),
  ]);
  expect(all.count).toBe(4);
  expect(calm).toMatchObject({ count: 2, maxMs: 20 });
});

it('the slowest hundredth is told', () => {
  const steps = Array.from({ length: 200 }, (_, n) => [
    step(0, 'invoke', `${n}`),
    step(n, 'ok', `${n}`),
  ]).flat();
  expect(acknowledgementsOf(steps).all).toMatchObject({ p50Ms: 100, p99Ms: 198, maxMs: 199 });
});
