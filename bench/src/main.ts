import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { openGovernedWorld } from './governed-world.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import { runLoad, startEcho } from './run-load.ts';

const USAGE =
  'npm run bench -- [--rounds 3] [--seconds 4] [--json FILE] [--profile DIR: a CPU profile of every service]';

/** What is measured: the same load on the governor and on the bare echo, one after the other in each round. */
const SHAPES = {
  unary64: { kind: 'unary', inFlight: 64, perFrame: 1 },
  stream64x4: { kind: 'stream', inFlight: 4, perFrame: 64 },
  stream256x4: { kind: 'stream', inFlight: 4, perFrame: 256 },
} as const satisfies Record<string, Pick<LoadOrder, 'kind' | 'inFlight' | 'perFrame'>>;
type ShapeName = keyof typeof SHAPES;

interface Round {
  governed: LoadResult;
  echo: LoadResult;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '4' },
      json: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const rounds = await measure({
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    profileDir: values.profile,
  });
  const report = summarise(rounds);
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report)}\n`);
}

async function measure({
  rounds,
  seconds,
  profileDir,
}: {
  rounds: number;
  seconds: number;
  profileDir: string | undefined;
}): Promise<Record<ShapeName, Round[]>> {
  const world = await openGovernedWorld(profileDir);
  const echo = await startEcho();
  const measured: Record<ShapeName, Round[]> = { unary64: [], stream64x4: [], stream256x4: [] };
  const { senderId, campaignId, toolToken: token } = world.party;
  const load = (address: string, name: ShapeName, run: string): Promise<LoadResult> =>
    runLoad({ address, token, senderId, campaignId, seconds, run, ...SHAPES[name] });
  try {
    note('warming up: every recipient is written to once');
    await load(world.address, 'stream64x4', 'warm');
    for (let round = 1; round <= rounds; round++) {
      for (const name of Object.keys(SHAPES) as ShapeName[]) {
        const governed = await load(world.address, name, `r${round}-${name}`);
        const bare = await load(echo.address, name, `e${round}-${name}`);
        measured[name].push({ governed, echo: bare });
        note(
          `round ${round}/${rounds} ${name}: ${governed.messagesPerSecond}/s governed, ${bare.messagesPerSecond}/s echo`,
        );
      }
    }
  } finally {
    echo.process.disconnect();
    await world.stop();
  }
  return measured;
}

function summarise(measured: Record<ShapeName, Round[]>) {
  const ratio = (name: ShapeName, against: ShapeName): number =>
    median(
      measured[name].map(({ governed }, round) => {
        const other = measured[against][round]?.echo.messagesPerSecond ?? Number.NaN;
        return governed.messagesPerSecond / other;
      }),
    );
  const absolute = (name: ShapeName) => ({
    governedPerSecond: median(measured[name].map(({ governed }) => governed.messagesPerSecond)),
    echoPerSecond: median(measured[name].map(({ echo }) => echo.messagesPerSecond)),
    governedP50Ms: median(measured[name].map(({ governed }) => governed.p50Ms)),
    governedP99Ms: median(measured[name].map(({ governed }) => governed.p99Ms)),
    notAccepted: measured[name].reduce((sum, { governed }) => sum + governed.notAccepted, 0),
  });
  return {
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`,
    date: new Date().toISOString().slice(0, 10),
    ratios: {
      unaryVsUnaryEcho: ratio('unary64', 'unary64'),
      stream64VsUnaryEcho: ratio('stream64x4', 'unary64'),
      stream64VsStreamEcho: ratio('stream64x4', 'stream64x4'),
      stream256VsStreamEcho: ratio('stream256x4', 'stream256x4'),
    },
    absolute: {
      unary64: absolute('unary64'),
      stream64x4: absolute('stream64x4'),
      stream256x4: absolute('stream256x4'),
    },
  };
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return Math.round(middle * 100) / 100;
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

await main();
