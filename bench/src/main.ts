import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { mergeResults, tableOf } from './report.ts';
import type { Suite, SuiteResult } from './suite.ts';
import { SUITES } from './suites.ts';
import { countOf, runProgram, UsageFault } from './usage.ts';
import { Worlds } from './worlds.ts';

const USAGE = `npm run bench -- [options]
  --rounds N     rounds of each comparison, 5 unless stated
  --seconds N    length of each load, 3 unless stated
  --only SUITE   one suite; may be given several times: ${SUITES.map(({ name }) => name).join(', ')}
  --json FILE    writes the result
  --profile DIR  writes a CPU profile of every service
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      only: { type: 'string', multiple: true },
      json: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const run = {
    rounds: countOf('--rounds', values.rounds),
    seconds: countOf('--seconds', values.seconds),
  };
  const results = await runSuites(pickSuites(values.only), { ...run, profileDir: values.profile });
  const report = mergeResults(results, run);
  process.stdout.write(tableOf(report));
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report)}\n`);
}

function pickSuites(names: string[] | undefined): readonly Suite[] {
  if (names === undefined) return SUITES;
  return names.map((name) => {
    const suite = SUITES.find((each) => each.name === name);
    if (suite === undefined) throw new UsageFault(`there is no suite "${name}"\n${USAGE}`);
    return suite;
  });
}

async function runSuites(
  suites: readonly Suite[],
  run: { rounds: number; seconds: number; profileDir: string | undefined },
): Promise<SuiteResult[]> {
  const worlds = new Worlds(run.profileDir);
  const results: SuiteResult[] = [];
  try {
    for (const suite of suites) {
      note(`${suite.name}: ${suite.about}`);
      results.push(
        await suite.run({
          ...run,
          note: (text) => note(`  ${text}`),
          governed: () => worlds.governed(),
          echo: () => worlds.echo(),
        }),
      );
    }
  } finally {
    await worlds.close();
  }
  return results;
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

await runProgram(main);
