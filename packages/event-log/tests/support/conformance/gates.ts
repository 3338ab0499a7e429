import { GateMarked } from '@hustings/contracts/log';
import { expect, it } from 'vitest';
import { type EventLog, GATE_MARKED, gateSubject, type LogEntry } from '../../../src/index.ts';
import { commitIdsOf, decisionCommit, sender, someCommit } from '../commits.ts';
import { readAll } from '../reading.ts';

/** Facts with markers, and decisions that race them. */
export function describeGates(log: () => EventLog): void {
  it('refuses a decision that was taken before a fact and published after it', async () => {
    const gate = 3;
    const decided = await log().append(decisionCommit(gate), await log().lastGateSeq('0', gate));
    const seenByDecider = await log().lastGateSeq('0', gate);
    expect(decided).toEqual({ outcome: 'appended', seq: seenByDecider });

    const optOut = someCommit({ ref: sender('gate-1') });
    expect(await log().appendWithMarkers(optOut, 0, [gate])).toMatchObject({ outcome: 'appended' });

    expect(await log().append(decisionCommit(gate), seenByDecider)).toEqual({
      outcome: 'conflict',
    });
    const seenNow = await log().lastGateSeq('0', gate);
    expect(await log().append(decisionCommit(gate), seenNow)).toMatchObject({
      outcome: 'appended',
    });
  });

  it('stores a fact and the markers of its gates together, the fact first', async () => {
    const before = await log().lastSeq('0');
    const fact = someCommit({ ref: sender('gate-2') });
    const gates = Array.from({ length: 16 }, (_, gate) => gate);
    const appended = await log().appendWithMarkers(fact, 0, gates);
    expect(appended).toEqual({ outcome: 'appended', seq: before + 1 });

    const entries = (await readAll(log(), { after: before })) as LogEntry[];
    expect(entries.map((entry) => entry.subject)).toEqual([
      'hustings.evt.0.registry.sender.gate-2',
      ...gates.map((gate) => gateSubject('0', gate)),
    ]);
    for (const [gate, { commit }] of entries.slice(1).entries()) {
      expect(commit).toMatchObject({ context: 'gate', aggregateId: String(gate), version: 0n });
      expect(commit.events).toHaveLength(1);
      expect(commit.events[0]?.eventType).toBe(GATE_MARKED);
      expect(GateMarked.decode(commit.events[0]?.data ?? new Uint8Array())).toMatchObject({
        commitId: fact.commitId,
        eventTypes: ['registry.SenderNoted.v1'],
        organisationId: 'org-1',
      });
    }
  });

  it('stores neither fact nor marker when the expectation is stale', async () => {
    const ref = sender('gate-3');
    await log().append(someCommit({ ref }), 0);
    const before = await log().lastSeq('0');
    const gateBefore = await log().lastGateSeq('0', 5);
    expect(await log().appendWithMarkers(someCommit({ ref, version: 2 }), 0, [5, 6])).toEqual({
      outcome: 'conflict',
    });
    expect(await log().lastSeq('0')).toBe(before);
    expect(await log().lastGateSeq('0', 5)).toBe(gateBefore);
  });

  it('takes the same fact again for the same one, and marks its gate once', async () => {
    const fact = someCommit({ ref: sender('gate-4') });
    const first = await log().appendWithMarkers(fact, 0, [7]);
    const before = await log().lastSeq('0');
    expect(await log().appendWithMarkers(fact, 0, [7])).toEqual(first);
    expect(await log().lastSeq('0')).toBe(before);
  });

  it('lets facts and decisions race for a gate without losing or doubling any', async () => {
    const gate = 9;
    const facts = Array.from({ length: 30 }, (_, n) => someCommit({ ref: sender(`rush-${n}`) }));
    const decisions = Array.from({ length: 30 }, () => decisionCommit(gate));
    await Promise.all([
      ...facts.map((fact) => log().appendWithMarkers(fact, 0, [gate])),
      ...decisions.map((decision) => appendUntilItStands(log(), decision, gate)),
    ]);
    const onGate = (await readAll(log(), { subjects: [gateSubject('0', gate)] })) as LogEntry[];
    const recorded = onGate.filter((entry) => entry.commit.context === 'governor');
    expect(commitIdsOf(recorded).toSorted()).toEqual(
      decisions.map(({ commitId }) => commitId).toSorted(),
    );
  });
}

async function appendUntilItStands(
  log: EventLog,
  decision: ReturnType<typeof decisionCommit>,
  gate: number,
): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const result = await log.append(decision, await log.lastGateSeq('0', gate));
    if (result.outcome === 'appended') return;
  }
  throw new Error('a decision never got through');
}
