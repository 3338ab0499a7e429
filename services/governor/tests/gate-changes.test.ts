import { MESSAGE } from '@hustings/contracts/decision-table';
import { HandOffsFinished } from '@hustings/contracts/dispatch';
import { DecisionsRecorded } from '@hustings/contracts/governor';
import { Commit } from '@hustings/contracts/log';
import { CampaignClosed } from '@hustings/contracts/registry';
import type { CorruptEntry, LogEntry } from '@hustings/event-log';
import { gateOf } from '@hustings/kernel';
import { describe, expect, it } from 'vitest';
import { changesOf, pastChangesOf } from '../src/app/gate-changes.ts';

const layout = { partitions: 1, gates: 4 };
const raw = Buffer.alloc(0);

function entryOn(subject: string, eventType: string, bytes: Uint8Array): LogEntry {
  const commit = Commit.fromPartial({ events: [{ eventType, data: Buffer.from(bytes) }] });
  return { partition: '0', seq: 7, subject: `hustings.evt.0.${subject}`, commit, raw };
}

const DECISIONS = DecisionsRecorded.encode(
  DecisionsRecorded.fromPartial({
    ...{ call: 3n, decidedAtUs: 5n, cut: { gateSeq: 6n } },
    decisions: [{ messageId: 'm-1' }, { messageId: 'm-2' }],
  }),
).finish();
const ENDS = HandOffsFinished.encode(
  HandOffsFinished.fromPartial({
    accepted: ['org-a', 'org-b', 'org-c', 'org-a'].map((organisationId, index) => ({
      release: { organisationId, messageId: `m-${index}`, releaseAttempt: 1 },
    })),
  }),
).finish();
const CLOSED = CampaignClosed.encode(
  CampaignClosed.fromPartial({ organisationId: 'org-a', campaignId: 'cmp-a' }),
).finish();
const type = 'governor.DecisionsRecorded.v1';
const CORRUPT: CorruptEntry = { partition: '0', seq: 7, subject: '', raw, fault: 'no commit' };

const ENTRIES: [string, LogEntry | CorruptEntry][] = [
  ['decisions of a gate', entryOn('gate.2', type, DECISIONS)],
  ['decisions that cannot be read', entryOn('gate.2', type, DECISIONS.subarray(0, -1))],
  ['a marker', entryOn('gate.2', 'log.GateMarked.v1', new Uint8Array())],
  ['what is no commit, on a gate', { ...CORRUPT, subject: 'hustings.evt.0.gate.2' }],
  ['what is no commit, elsewhere', { ...CORRUPT, subject: 'hustings.evt.0.dispatch.outbox.o' }],
  ['ends of several gates', entryOn('dispatch.outbox.o', 'dispatch.HandOffsFinished.v1', ENDS)],
  [
    'ends that cannot be read',
    entryOn('dispatch.outbox.o', 'dispatch.HandOffsFinished.v1', ENDS.subarray(0, -1)),
  ],
  ['a fact of one gate', entryOn('registry.campaign.c', 'registry.CampaignClosed.v1', CLOSED)],
];

describe('what a rebuild reads of an entry', () => {
  it.for(ENTRIES)('is what the gate was fed when it came: %s', ([, entry]) => {
    for (const wanted of [[0, 1, 2, 3], [gateOf('org-b', layout)], [0, 1], []]) {
      const options = { layout, wants: (gate: number) => wanted.includes(gate) };
      const past = pastChangesOf(entry, options).map((change) => {
        if (change.kind !== 'COMMIT') return change;
        const { seq, table } = change.commit;
        const rows = Array.from({ length: table.rows }, (_, row) => table.text(row, MESSAGE));
        const { call, decidedAtUs, gateSeq } = table;
        return { ...change, commit: { seq, call, decidedAtUs, gateSeq, rows } };
      });
      const fed = changesOf(entry, options).map((change) => {
        if (change.kind !== 'COMMIT') return change;
        const { seq, event } = change.commit;
        const rows = event.decisions.map(({ messageId }) => messageId);
        const [call, decidedAtUs] = [Number(event.call), Number(event.decidedAtUs)];
        return {
          ...change,
          commit: { seq, call, decidedAtUs, gateSeq: Number(event.cut?.gateSeq), rows },
        };
      });
      expect(past).toEqual(fed);
    }
  });

  it('is nothing of gates that nobody asks for, and something of every other', () => {
    const kinds = ENTRIES.map(([, entry]) =>
      pastChangesOf(entry, { layout, wants: () => true }).map(({ kind }) => kind),
    );
    const gates = new Set(['org-a', 'org-b', 'org-c'].map((org) => gateOf(org, layout)));
    const several = Array.from(gates, () => 'FACTS');
    const marker = ['MARKER'];
    expect(kinds).toEqual([['COMMIT'], marker, marker, marker, [], several, [], ['FACTS']]);
    const none = ENTRIES.flatMap(([, entry]) =>
      pastChangesOf(entry, { layout, wants: () => false }),
    );
    expect(none).toEqual([]);
  });
});
