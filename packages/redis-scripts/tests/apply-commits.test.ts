import { setTimeout as pause } from 'node:timers/promises';
import { DecisionTable } from '@hustings/contracts/decision-table';
import { Decision, DecisionsRecorded } from '@hustings/contracts/governor';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { applyCommits } from '../src/apply-commits.ts';

const PLACE = { gate: { partition: '0', gate: 1 }, epoch: 'e' };

/** More decisions than one call of the script takes. */
const COMMITS = Array.from({ length: 8 }, (_, index) => ({
  seq: index + 1,
  table: new DecisionTable(
    DecisionsRecorded.encode(
      DecisionsRecorded.fromPartial({
        call: BigInt(index + 1),
        decisions: Array.from({ length: 256 }, () => Decision.fromPartial({})),
      }),
    ).finish(),
  ),
}));

let unheard: unknown[];
const listen = (error: unknown): void => void unheard.push(error);
beforeEach(() => {
  unheard = [];
  process.on('unhandledRejection', listen);
});
afterEach(() => void process.off('unhandledRejection', listen));

it('a store that stops to answer is one failure, however many calls were out', async () => {
  let calls = 0;
  const timesOut = async (): Promise<never> => {
    calls += 1;
    await pause(calls);
    throw new Error('Command timed out');
  };
  await expect(applyCommits(timesOut, PLACE, { commits: COMMITS })).rejects.toThrow(
    'Command timed out',
  );
  await pause(20);
  expect(calls).toBeGreaterThan(1);
  expect(unheard).toEqual([]);
});
