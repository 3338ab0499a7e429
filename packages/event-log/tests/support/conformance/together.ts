import { GateMarked } from '@hustings/contracts/log';
import { expect, it } from 'vitest';
import { type EventLog, gateSubject, type LogEntry } from '../../../src/index.ts';
import { decisionCommit, sender, someCommit } from '../commits.ts';
import { readAll } from '../reading.ts';

const GATE = 7;

/** Many facts that enter together, with one marker for all of them. */
export function describeTogether(log: () => EventLog): void {
  it('stores many facts in their order and one marker that names them all', async () => {
    const before = await log().lastSeq('0');
    const facts = ['a', 'b', 'c'].map((id) => someCommit({ ref: sender(`together-${id}`) }));
    const orders = facts.map((commit) => ({ commit, expectedSeq: 0 }));
    expect(await log().appendTogether(orders, [GATE])).toEqual([
      before + 1,
      before + 2,
      before + 3,
    ]);
    const entries = (await readAll(log(), { after: before })) as LogEntry[];
    expect(entries.map(({ subject }) => subject)).toEqual([
      ...['a', 'b', 'c'].map((id) => `hustings.evt.0.registry.sender.together-${id}`),
      gateSubject('0', GATE),
    ]);
    const marker = GateMarked.decode(entries[3]?.commit.events[0]?.data ?? new Uint8Array());
    expect([marker.commitId, ...marker.alsoCommitIds]).toEqual(
      facts.map(({ commitId }) => commitId),
    );
  });

  it('keeps out a decision that was taken before them', async () => {
    const seen = await log().lastGateSeq('0', GATE);
    const commit = someCommit({ ref: sender('together-d') });
    expect(await log().appendTogether([{ commit, expectedSeq: 0 }], [GATE])).not.toBeNull();
    expect(await log().append(decisionCommit(GATE), seen)).toEqual({ outcome: 'conflict' });
  });

  it('stores nothing when one of them expects another end of its subject', async () => {
    await log().append(someCommit({ ref: sender('together-e') }), 0);
    const before = await log().lastSeq('0');
    const orders = ['f', 'e', 'g'].map((id) => ({
      commit: someCommit({ ref: sender(`together-${id}`) }),
      expectedSeq: 0,
    }));
    expect(await log().appendTogether(orders, [GATE])).toBeNull();
    expect(await log().lastSeq('0')).toBe(before);
  });

  it('gives null for commits that stand already, each of which can then be had alone', async () => {
    const commit = someCommit({ ref: sender('together-h') });
    const other = someCommit({ ref: sender('together-i') });
    const orders = [commit, other].map((each) => ({ commit: each, expectedSeq: 0 }));
    const [first] = (await log().appendTogether(orders, [GATE])) ?? [];
    expect(await log().appendTogether(orders, [GATE])).toBeNull();
    expect(await log().append(commit, 0)).toEqual({ outcome: 'appended', seq: first });
  });
}
