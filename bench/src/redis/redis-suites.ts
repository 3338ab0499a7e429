import type { Suite } from '../suite.ts';
import { benchBatched } from './batched.ts';
import { benchGrowth } from './growth.ts';
import { benchMemory } from './memory.ts';
import { benchOneBucket } from './one-bucket.ts';
import { benchOptOuts } from './opt-outs.ts';
import { benchScriptCost } from './script-cost.ts';
import type { BenchOptions, Findings } from './summary.ts';

/** Opt-outs that are loaded before the cost of a decision is compared. */
const OPT_OUTS = 10_000_000;

/** The scripts alone, on a Redis of their own. */
export const REDIS_SUITES: readonly Suite[] = [
  suiteOf(
    'script-cost',
    'Redis CPU of one decision and of its effects, by group size',
    benchScriptCost,
  ),
  suiteOf('batched', 'groups against redis-benchmark and against single calls', benchBatched),
  suiteOf('one-bucket', 'one bucket a key against limiters from npm', benchOneBucket),
  suiteOf('memory', 'bytes of Redis for each kind of fact', benchMemory),
  suiteOf('optouts', 'memory, loading and lookup of 10 million opt-outs', (options) =>
    benchOptOuts({ ...options, optOuts: OPT_OUTS }),
  ),
  suiteOf('growth', 'cost of a decision with 10 to 100,000 organisations', (options) =>
    benchGrowth({ ...options, optOuts: OPT_OUTS }),
  ),
];

function suiteOf(
  name: string,
  about: string,
  bench: (options: BenchOptions) => Promise<Findings>,
): Suite {
  return {
    name,
    about,
    run: (context) => bench({ rounds: context.rounds, note: (line) => context.note(line) }),
  };
}
