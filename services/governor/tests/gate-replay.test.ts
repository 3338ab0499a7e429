import { DecisionTable } from '@hustings/contracts/decision-table';
import { Decision, DecisionsRecorded } from '@hustings/contracts/governor';
import type { Applied, GateScripts } from '@hustings/redis-scripts';
import { expect, it, vi } from 'vitest';
import { GateReplay } from '../src/app/gate-replay.ts';
import { Outstanding } from '../src/app/outstanding.ts';
import * as world from './lua-world.ts';

const GATE = { partition: '0', gate: 0 };
const { organisationId, senderId } = world.CONTEXT;
/** Decisions of one commit. */
const COMMIT = 64;
const APPLIED: Applied = { outcome: 'APPLIED' };

function tableOf(call: number): DecisionTable {
  const made = Array.from({ length: COMMIT }, (_, index) =>
    Decision.fromPartial({ organisationId, senderId, messageId: `m-${call}-${index}` }),
  );
  const event = DecisionsRecorded.fromPartial({ call: BigInt(call), decisions: made });
  return new DecisionTable(DecisionsRecorded.encode(event).finish());
}

/** Decisions in each call that a gate's past takes, 40 commits of which each is followed by the end of a release. */
async function callsFor(firstShare: number): Promise<number[]> {
  const applyCommits = vi.fn<GateScripts['applyCommits']>(async () => APPLIED);
  const none = async (): Promise<Applied> => APPLIED;
  const scripts = { applyCommits, applyFacts: none, restoreLevels: none } as unknown as GateScripts;
  const outstanding = new Outstanding();
  const parts = { scripts, outstanding, lastDecidedAtUs: 0, firstShare };
  const replay = new GateReplay(GATE, 'e', parts);
  for (let call = 1; call <= 40; call++) {
    const seq = call * 2;
    replay.add({ kind: 'COMMIT', gate: 0, seq, commit: { seq, table: tableOf(call) } });
    const ended = { type: 'ReleaseEnded' as const, organisationId, messageId: 'other', attempt: 1 };
    const entry = { seq: seq + 1, marker: false, facts: [ended] };
    replay.add({ kind: 'FACTS', gate: 0, seq: seq + 1, entry });
  }
  replay.finish();
  await outstanding.none();
  return applyCommits.mock.calls.map(([, , { commits }]) => commits.length * COMMIT);
}

it('gates of one rebuild send in turn: a smaller first call puts all later ones between those of the others', async () => {
  const whole = await callsFor(1);
  const quarter = await callsFor(0.25);
  const first = whole[0] ?? 0;
  expect(first).toBeGreaterThanOrEqual(COMMIT);
  expect(quarter[0]).toBe(first / 4);
  expect(quarter[1]).toBe(first);
  expect(whole[1]).toBe(first);
  const total = (calls: number[]) => calls.reduce((sum, decisions) => sum + decisions, 0);
  expect([total(whole), total(quarter)]).toEqual([40 * COMMIT, 40 * COMMIT]);
});
