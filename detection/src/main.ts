import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type PolicyDocument, parsePolicyText, policyHash } from '@hustings/policy';
import { openProgressBar } from './progress-bar.ts';
import type { SenderRecord } from './record.ts';
import { renderResult, renderRoc } from './render.ts';
import { resultOf } from './result.ts';
import { runSeed } from './run-seed.ts';
import { rocOf } from './statistics.ts';

const USAGE = `npm run detection -- [options]   lets 1,000 simulated senders write for two weeks under a policy

  --seed N        first seed, 1 unless given
  --seeds N       so many seeds, one after the other; 1 unless given
  --policy FILE   policy document, examples/policies/default.json unless given
  --roc           also what each threshold of the complaint share would find, from a run without rules
  --json FILE     writes the result as one JSON object

Exit code 0 when it ran, whatever it found; 2 for a wrong command line or policy.
`;

const DEFAULT_POLICY = new URL('../../examples/policies/default.json', import.meta.url).pathname;
const THRESHOLDS = [0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.25, 0.3];

function main(): void {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      seeds: { type: 'string', default: '1' },
      policy: { type: 'string', default: DEFAULT_POLICY },
      roc: { type: 'boolean' },
      json: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const document = readPolicy(values.policy);
  const first = readNumber('seed', values.seed);
  const seeds = Array.from({ length: readNumber('seeds', values.seeds) }, (_, i) => first + i);
  // A file that cannot be written is told now, not after minutes.
  const json = values.json === undefined ? undefined : openSync(values.json, 'w');
  const result = resultOf(runAll(document, seeds), { seeds, policyHash: policyHash(document) });
  process.stdout.write(`${renderResult(result)}\n`);
  if (values.roc) process.stdout.write(`\n${renderRoc(rocWithoutRules(document, seeds))}\n`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(result)}\n`);
}

function runAll(document: PolicyDocument, seeds: readonly number[]): SenderRecord[] {
  const bar = openProgressBar();
  try {
    return seeds.flatMap((seed) => runSeed(document, seed, (share) => bar.show(seed, share)));
  } finally {
    bar.close();
  }
}

/** Nobody is slowed or stopped, so each sender's score is its own. */
function rocWithoutRules(document: PolicyDocument, seeds: readonly number[]) {
  const enforcement = { ...document.enforcement, rules: [] };
  const records = runAll({ ...document, enforcement }, seeds);
  const scoresOf = (truth: SenderRecord['truth']): number[] =>
    records.filter((each) => each.truth === truth).map((each) => each.worstComplaints);
  return rocOf({ abusive: scoresOf('ABUSIVE'), honest: scoresOf('HONEST') }, THRESHOLDS);
}

function readPolicy(file: string): PolicyDocument {
  const parsed = parsePolicyText(readFileSync(file, 'utf8'));
  if (parsed.ok) return parsed.value;
  throw new Error(
    `${file}: ${parsed.error.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
  );
}

function readNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${name} needs a whole number above 0, not "${text}"`);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
