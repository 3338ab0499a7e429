export { type Decider, fold } from './decider.ts';
export { given, type Outcome } from './given.ts';
