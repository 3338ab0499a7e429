export { checkHistory, type Judgement } from './check/check-history.ts';
export { checkProviderSide } from './check/check-provider-side.ts';
export type {
  Arrival,
  OptOutSpan,
  ProviderLimit,
  ProviderSide,
  Reply,
  Violation,
} from './check/types.ts';
export { chooseFaults } from './faults/catalogue.ts';
export { runSuite, type SuiteResult } from './suite/run-suite.ts';
