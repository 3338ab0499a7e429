import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { countOf, runProgram, UsageFault } from '../usage.ts';
import { benchBatched } from './batched.ts';
import { benchGrowth } from './growth.ts';
import { benchMemory } from './memory.ts';
import { benchOneBucket } from './one-bucket.ts';
import { benchRebuild } from './rebuild.ts';
import { benchScriptCost } from './script-cost.ts';
import type { BenchOptions, Findings } from './summary.ts';

interface Options extends BenchOptions {
  optOuts?: number;
}

const BENCHES: Record<string, (options: Options) => Promise<Findings>> = {
  cost: benchScriptCost,
  batched: benchBatched,
  'one-bucket': benchOneBucket,
  memory: benchMemory,
  rebuild: benchRebuild,
  growth: benchGrowth,
};
const USAGE = `node bench/src/redis/main.ts [--rounds 5] [--json FILE] [--opt-outs 10000000] [--only ${Object.keys(BENCHES).join('|')}]`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      json: { type: 'string' },
      'opt-outs': { type: 'string', default: '10000000' },
      only: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  if (values.only !== undefined && !Object.hasOwn(BENCHES, values.only)) {
    const known = Object.keys(BENCHES).join(', ');
    throw new UsageFault(`--only knows no "${values.only}"; write one of ${known}`);
  }
  const note = (line: string): void => void process.stderr.write(`${line}\n`);
  const all: Findings = { ratios: {}, absolute: {} };
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (values.only !== undefined && values.only !== name) continue;
    const { ratios, absolute } = await bench({
      rounds: countOf('--rounds', values.rounds),
      optOuts: countOf('--opt-outs', values['opt-outs']),
      note,
    });
    Object.assign(all.ratios, ratios);
    Object.assign(all.absolute, absolute);
  }
  process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(all)}\n`);
}

await runProgram(main);
