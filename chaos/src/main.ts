import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseFaults, FAULTS } from './faults/catalogue.ts';
import { openProgressBar } from './suite/progress-bar.ts';
import { runSuite, type SuiteResult } from './suite/run-suite.ts';

const USAGE = `npm run chaos -- [options]   strikes with faults under load and has outsiders judge the run

  --seed N        order of the faults and all draws of the load; a new one unless given
  --seconds N     least time under load, 120 unless given; every fault is struck at least once
  --only FAULT    only this fault, or all whose name begins so; may be repeated
  --json FILE     writes the result as one JSON object
  --history DIR   keeps history and logs there; without it they are kept only when a promise is broken
  --list          names the faults

Exit code 0 when every promise held, 1 when one was broken, 2 for a wrong command line.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      seconds: { type: 'string', default: '120' },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      history: { type: 'string' },
      list: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) process.stdout.write(USAGE);
  if (values.list) {
    for (const { name, meaning } of FAULTS) process.stdout.write(`${name}  ${meaning}\n`);
  }
  if (values.help || values.list) return 0;
  const seed = readNumber('seed', values.seed ?? String(Date.now() % 1_000_000));
  const seconds = readNumber('seconds', values.seconds);
  const faults = chooseFaults(values.only);
  const dir = mkdtempSync(join(tmpdir(), 'hustings-chaos-'));
  const bar = openProgressBar(seed);
  try {
    const result = await runSuite({ faults, seed, seconds, dir, onProgress: bar.show });
    bar.close();
    report(result, values.json);
    if (values.history !== undefined || !result.ok) keep(dir, values.history);
    return result.ok ? 0 : 1;
  } finally {
    bar.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function report(result: SuiteResult, file: string | undefined): void {
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(result)}\n`);
}

/** The history, the logs, and the event log itself for whoever wants to replay it. */
function keep(dir: string, wanted: string | undefined): void {
  const to = wanted ?? `${dir}-kept`;
  mkdirSync(to, { recursive: true });
  for (const name of ['history.jsonl', 'logs', 'nats']) {
    cpSync(join(dir, name), join(to, name), { recursive: true });
  }
  process.stderr.write(`history and logs: ${to}\n`);
}

function readNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`--${name} needs a whole number, not "${text}"`);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
