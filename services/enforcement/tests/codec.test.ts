import { fold } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { caseCodec } from '../src/adapters/case-codec.ts';
import { policyCodec } from '../src/adapters/policy-codec.ts';
import type { CaseCommand } from '../src/domain/case/commands.ts';
import { caseDecider } from '../src/domain/case/decider.ts';
import type { CaseEvent } from '../src/domain/case/events.ts';
import type { PolicyEvent } from '../src/domain/policy/decider.ts';
import * as f from './fixtures.ts';

const { warn, deliver, restrict, expire, appeal, uphold, lapse } = f.story;

function throughTheLog(event: CaseEvent): CaseEvent {
  // Each member of the union meets the format of its own type.
  const format = caseCodec[event.type] as {
    encode(e: CaseEvent): Uint8Array;
    decode(d: Uint8Array): CaseEvent;
  };
  return format.decode(format.encode(event));
}

describe('the log', () => {
  it.each<{ story: string; orders: CaseCommand[] }>([
    { story: 'upheld', orders: [warn, deliver, restrict, appeal, uphold] },
    {
      story: 'dismissed',
      orders: [
        ...[warn, deliver, restrict, appeal],
        { ...uphold, outcome: { type: 'MEASURE_STANDS' } },
      ],
    },
    { story: 'lapsed', orders: [warn, deliver, restrict, expire, lapse] },
  ])('gives back every event of a case that was $story', ({ orders }) => {
    const events = f.historyOf(...orders);
    expect(events.map(throughTheLog)).toEqual(events);
    expect(fold(caseDecider, events.map(throughTheLog))).toEqual(fold(caseDecider, events));
  });

  it('gives back a signal that is compared with nothing', () => {
    const measured = [{ name: 'sent', value: 0, threshold: null }];
    const events = f.historyOf(f.reportOf(f.findingAt(f.START_US, { measured })));
    expect(events.map(throughTheLog)).toEqual(events);
  });

  it('holds a state that survives as JSON', () => {
    const state = f.stateAfter(f.historyOf(warn, deliver, restrict, appeal));
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });

  it('refuses to read a sanction that the machine cannot have imposed', () => {
    const imposed = f.historyOf(warn, deliver, restrict).find((e) => e.type === 'SanctionImposed');
    if (!imposed) throw new Error('the story has no sanction');
    const without = { ...imposed, statement: { ...imposed.statement, evidenceIds: [] } };
    const format = caseCodec.SanctionImposed;
    const bytes = format.encode(without as unknown as typeof imposed);
    expect(() => format.decode(bytes)).toThrow('the statement names no evidence');
  });

  it('gives back the events of a policy document', () => {
    const hash = 'ab'.repeat(32);
    const document = '{"name":"Élections"}';
    const { PolicyProposed, PolicyApproved, PolicyActivated } = policyCodec;
    const proposed = { type: 'PolicyProposed', hash, document, proposedBy: 'crd-1' } as const;
    const approved = { type: 'PolicyApproved', hash, approvedBy: 'crd-2' } as const;
    const activated: PolicyEvent & { type: 'PolicyActivated' } = {
      type: 'PolicyActivated',
      ...{ hash, document, effectiveAtUs: f.START_US, approvedBy: ['crd-2', 'crd-3'] },
    };
    expect(PolicyProposed.decode(PolicyProposed.encode(proposed))).toEqual(proposed);
    expect(PolicyApproved.decode(PolicyApproved.encode(approved))).toEqual(approved);
    expect(PolicyActivated.decode(PolicyActivated.encode(activated))).toEqual(activated);
  });
});
