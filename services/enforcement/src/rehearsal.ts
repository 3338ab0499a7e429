export { preparePolicy } from './adapters/prepare-policy.ts';
export type { CaseEvent } from './domain/case/events.ts';
export { Rehearsal, type Rehearsed } from './domain/rehearsal.ts';
export type { SignalFact } from './domain/signals/fact.ts';
export type { PolicyInForce } from './domain/watch.ts';
