export { AssertionFailed, assert, present, unreachable } from './assert.ts';
export { type Clock, ManualClock, systemClock } from './clock.ts';
export { countingIds, type Ids, isToken, systemIds } from './ids.ts';
export {
  ALL_POLITICAL_PARTITION,
  gateOf,
  hash32,
  type LogLayout,
  partitionOf,
} from './partition.ts';
export { Recent } from './recent.ts';
export { err, ok, type Result } from './result.ts';
