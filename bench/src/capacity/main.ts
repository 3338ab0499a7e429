import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runProgram, UsageFault } from '../usage.ts';
import { type Model, modelCapacity } from './model.ts';
import { readCosts } from './read-costs.ts';

const USAGE = `node bench/src/capacity/main.ts --measured FILE [options]
  --measured FILE       report of "npm run bench -- --json FILE"
  --shape NAME          load of that report whose costs are taken, stream unless stated
  --load N              messages a second, 1000000 unless stated
  --decisions N         decisions a message, 2 unless stated: admission and release
  --organisations N     100000 unless stated
  --zipf N              exponent of the skew, 1 unless stated; 0 = all organisations alike
  --shards N            Redis shards; as many as cores are needed unless stated
  --seed N              1 unless stated
  --json FILE           writes the result
`;

function main(): void {
  const { values } = parseArgs({
    options: {
      measured: { type: 'string' },
      shape: { type: 'string', default: 'stream' },
      load: { type: 'string', default: '1000000' },
      decisions: { type: 'string', default: '2' },
      organisations: { type: 'string', default: '100000' },
      zipf: { type: 'string', default: '1' },
      shards: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
    },
  });
  if (values.measured === undefined) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  const { machine, costs } = readCosts(readReport(values.measured), values.shape);
  const asked = {
    load: Number(values.load),
    decisionsPerMessage: Number(values.decisions),
    organisations: Number(values.organisations),
    zipfExponent: Number(values.zipf),
    seed: Number(values.seed),
  };
  const even = modelCapacity({ ...asked, costs, shards: 1 });
  const shards = values.shards === undefined ? even.needs.redisCores : Number(values.shards);
  const model = modelCapacity({ ...asked, costs, shards });
  process.stdout.write(tableOf(model, { ...asked, shards, machine }));
  if (values.json !== undefined) {
    const result = { machine, ...asked, shards, costs, ...model };
    writeFileSync(values.json, `${JSON.stringify(result)}\n`);
  }
}

function tableOf(
  { needs, spreads }: Model,
  about: { load: number; shards: number; machine: string },
): string {
  const lines = [
    `${about.load.toLocaleString('en')} messages a second, costs of ${about.machine}`,
    '',
    ...Object.entries(needs).map(([name, value]) => `${name.padEnd(18)} ${round(value)}`),
    '',
    `spread over ${about.shards} shards`,
    'gates    shard hottest/mean  gates over capacity  organisations over  on hot gates  served',
  ];
  for (const each of spreads) {
    const cells = [
      String(each.gates).padEnd(8),
      each.shardImbalance.toFixed(2).padStart(18),
      String(each.gatesOverCapacity).padStart(20),
      String(each.organisationsOverCapacity).padStart(19),
      `${(each.organisationsOnOverloadedGates * 100).toFixed(2)} %`.padStart(13),
      `${(each.servedShare * 100).toFixed(1)} %`.padStart(7),
    ];
    lines.push(cells.join(' '));
  }
  return `${lines.join('\n')}\n`;
}

function readReport(file: string) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageFault(`cannot read ${file}: ${why}`);
  }
}

function round(value: number): string {
  return Math.round(value).toLocaleString('en');
}

await runProgram(main);
