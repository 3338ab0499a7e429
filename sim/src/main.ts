import { openSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { type SimulationResult, simulate } from './simulate.ts';

const USAGE = `npm run sim -- [options]   random people, replicas and clocks against the enforcement machine

  --runs N        10000 unless given
  --steps N       steps of one run, 60 unless given
  --seed N        a new one unless given; the same seed gives the same runs
  --json FILE     writes the result as one JSON object

Exit code 0 when every sentence held, 1 when one did not, 2 for a wrong command line.
`;

function main(): number {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '10000' },
      steps: { type: 'string', default: '60' },
      seed: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const runs = readNumber('runs', values.runs, 1);
  const stepsPerRun = readNumber('steps', values.steps, 1);
  const seed = readNumber('seed', values.seed ?? String(Date.now() % 1_000_000), 0);
  // A file that cannot be written is told now, not after minutes.
  const json = values.json === undefined ? undefined : openSync(values.json, 'w');
  const bar = openBar(runs, seed);
  try {
    const { result, counterexamples } = simulate({ runs, seed, stepsPerRun, onRun: bar.show });
    bar.close();
    process.stdout.write(`${render(result)}\n`);
    for (const { invariant, fault, run, steps, trace } of counterexamples) {
      process.stdout.write(
        `\nbroken: ${invariant}\n  ${fault}; seed ${seed}, run ${run}, ${steps.length} steps left\n${trace}\n`,
      );
    }
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(result)}\n`);
    return counterexamples.length === 0 ? 0 : 1;
  } finally {
    bar.close();
  }
}

function render({ runs, steps, seed, invariants, reached }: SimulationResult): string {
  const lines = Object.entries(invariants).map(
    ([name, count]) => `${count === 0 ? 'holds ' : `BROKEN in ${count}`}  ${name}`,
  );
  const depth = Object.entries(reached)
    .sort(([, a], [, b]) => b - a)
    .map(([what, count]) => `${what} ${count}`);
  return [
    `${runs} runs, ${steps} steps, seed ${seed}`,
    ...lines,
    `reached: ${depth.join(', ')}`,
  ].join('\n');
}

/** A live bar on a terminal's standard error, a line for each tenth elsewhere. */
function openBar(runs: number, seed: number): { show: (done: number) => void; close: () => void } {
  if (!process.stderr.isTTY) {
    const tenth = Math.max(1, Math.floor(runs / 10));
    return {
      show(done) {
        if (done % tenth === 0) process.stderr.write(`sim, seed ${seed}: ${done}/${runs}\n`);
      },
      close: () => undefined,
    };
  }
  const format = `seed ${seed} {bar} {value}/{total} runs, {eta} s left`;
  const bar = new SingleBar({ format, barsize: 30, hideCursor: true }, Presets.shades_classic);
  bar.start(runs, 0);
  return { show: (done) => bar.update(done), close: () => bar.stop() };
}

function readNumber(name: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(`--${name} needs a whole number from ${least} on, not "${text}"`);
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
