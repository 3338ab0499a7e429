import { expect, it } from 'vitest';
import type { RunScript } from '../src/gate-replies.ts';
import { restoreLevels } from '../src/restore-levels.ts';

const PLACE = { gate: { partition: '0', gate: 0 }, epoch: 'e', gateSeq: 7 };
const BUCKETS = 5_000;
const PAIRS = 12_000;

function levels(count: number): Map<string, number> {
  return new Map(Array.from({ length: count }, (_, index) => [`s:${index}|r|l`, index]));
}

/** Counts what is written, and how many calls wait for their answers at once. */
async function restored(answerOf: (call: number) => string) {
  let underWay = 0;
  const seen = { buckets: 0, pairs: 0, calls: 0, mostUnderWay: 0 };
  const run: RunScript = async (_script, { args, rest }) => {
    const written = Array.isArray(rest) ? rest.length / 2 : 0;
    seen.buckets += Number(args.buckets);
    seen.pairs += written - Number(args.buckets);
    seen.calls += 1;
    underWay += 1;
    seen.mostUnderWay = Math.max(seen.mostUnderWay, underWay);
    const answer = answerOf(seen.calls);
    await new Promise(setImmediate);
    underWay -= 1;
    return [Buffer.from(answer), []];
  };
  const past = { atUs: 1, buckets: levels(BUCKETS), pairs: levels(PAIRS) };
  const { outcome } = await restoreLevels(run, PLACE, past);
  return { ...seen, outcome };
}

it('all levels are written, two calls at a time, however many there are', async () => {
  expect(await restored(() => 'APPLIED')).toEqual({
    outcome: 'APPLIED',
    buckets: BUCKETS,
    pairs: PAIRS,
    calls: Math.ceil(PAIRS / 1_024),
    mostUnderWay: 2,
  });
});

it('nothing more is written to a gate that was found behind', async () => {
  const { outcome, calls } = await restored((call) => (call === 3 ? 'BEHIND' : 'APPLIED'));
  expect({ outcome, calls }).toEqual({ outcome: 'BEHIND', calls: 4 });
});
