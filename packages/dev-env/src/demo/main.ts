import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { playDemo } from './play.ts';
import { openStage, paint } from './stage.ts';
import type { DemoResult } from './verdict.ts';

const USAGE = 'npm run demo -- [--json FILE]   writes the result as one JSON object';

const stage = openStage();

/** Runs the demonstration; exit code 0 only if every check holds. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { json: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const result = await playDemo(stage);
  report(result);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(result)}\n`);
  return result.ok ? 0 : 1;
}

function report(result: DemoResult): void {
  stage.act('What was checked');
  for (const { sentence, holds } of result.checks) {
    stage.say(`${holds ? paint('green', '✓') : paint('red', '✗')} ${sentence}`);
  }
  const { checks: _, ...counts } = result;
  process.stdout.write(`${JSON.stringify(counts, null, 2)}\n`);
}

try {
  process.exitCode = await main();
} catch (error) {
  stage.clear();
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
