import { beforeEach, describe, expect, it } from 'vitest';
import { applyFacts } from '../src/admission/apply-fact.ts';
import type { Fact } from '../src/admission/fact.ts';
import { type GateState, initialGateState } from '../src/admission/state.ts';

const person = {
  ...{ organisationId: 'org-1', recipient: 'person' },
  scope: { kind: 'ORGANISATION' },
} as const;
const stop: Fact = { type: 'OptedOut', ...person };
const start: Fact = { type: 'OptedIn', ...person };

let state: GateState;
beforeEach(() => {
  state = initialGateState();
  applyFacts(state, { seq: 5, marker: false, facts: [stop] });
});

const isOptedOut = (): boolean => (state.optOuts.get('person')?.size ?? 0) > 0;

describe('an entry of the log', () => {
  it.each([
    ['before the last one', 4],
    ['that was the last one', 5],
  ])('%s changes nothing', (_, seq) => {
    applyFacts(state, { seq, marker: false, facts: [start] });
    expect(isOptedOut()).toBe(true);
    expect(state.factSeq).toBe(5);
  });

  it('behind the last one is applied', () => {
    applyFacts(state, { seq: 6, marker: false, facts: [start] });
    expect(isOptedOut()).toBe(false);
    expect(state.factSeq).toBe(6);
  });

  it('that is a marker moves the gate, never back, and no fact', () => {
    for (const seq of [9, 8]) applyFacts(state, { seq, marker: true, facts: [start] });
    expect(isOptedOut()).toBe(true);
    expect([state.gateSeq, state.factSeq]).toEqual([9, 5]);
  });
});
