import { firstContactSuite } from './grpc/first-contact-suite.ts';
import { generatorSuite } from './grpc/generator-suite.ts';
import { optOutImportSuite } from './grpc/opt-out-import-suite.ts';
import { optOutLatencySuite, optOutLatencyUnarySuite } from './grpc/opt-out-latency-suite.ts';
import { tailSuite } from './grpc/tail-suite.ts';
import { throughputSuite } from './grpc/throughput-suite.ts';
import { rawPartsSuite } from './raw-parts/raw-parts-suite.ts';
import { rebuildSuite } from './rebuild/rebuild-suite.ts';
import { REDIS_SUITES } from './redis/redis-suites.ts';
import type { Suite } from './suite.ts';

/** Every part of the benchmark, in the order in which they run. */
export const SUITES: readonly Suite[] = [
  throughputSuite,
  tailSuite,
  optOutLatencySuite,
  optOutLatencyUnarySuite,
  optOutImportSuite,
  firstContactSuite,
  generatorSuite,
  rebuildSuite,
  rawPartsSuite,
  ...REDIS_SUITES,
];
