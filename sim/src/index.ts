export { INVARIANTS } from './invariants.ts';
export { type SimulationResult, simulate } from './simulate.ts';
