export { preparePolicy } from './adapters/prepare-policy.ts';
export type { CaseEvent } from './domain/case/events.ts';
export type { PolicyInForce } from './domain/policy/policy-in-force.ts';
export { Rehearsal, type Rehearsed } from './domain/rehearsal.ts';
export type { SignalFact } from './domain/signals/fact.ts';
