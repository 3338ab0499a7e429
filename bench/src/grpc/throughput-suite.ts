import { medianOf, rounded } from '../statistics.ts';
import type { Suite, SuiteContext, SuiteResult } from '../suite.ts';
import { ORGANISATIONS } from './governed-world.ts';
import { type LoadShape, loadEcho, loadGovernor, STREAM, UNARY, warmUp } from './loads.ts';
import type { MeasuredLoad } from './run-load.ts';

const SHAPES = {
  unary: UNARY,
  stream: STREAM,
  streamOf256: { ...STREAM, perFrame: 256, inFlight: 4 },
  /** Many organisations, and so many gates, each with a stream. */
  streamMixed: { ...STREAM, connections: ORGANISATIONS, inFlight: 2, organisations: ORGANISATIONS },
} as const satisfies Record<string, LoadShape>;
type ShapeName = keyof typeof SHAPES;
const NAMES = Object.keys(SHAPES) as ShapeName[];

type Round = Record<ShapeName, { governed: MeasuredLoad; echo: MeasuredLoad }>;

/** Saturation: messages a second, side by side in each round. */
export const throughputSuite: Suite = {
  name: 'throughput',
  about: 'the governor with everything on, against a bare grpc-js echo, same generator',
  async run(context) {
    await warmUp(context, SHAPES.streamMixed.organisations);
    const rounds: Round[] = [];
    for (let round = 1; round <= context.rounds; round++) {
      rounds.push(await runRound(context, round));
    }
    return summarise(rounds);
  },
};

async function runRound(context: SuiteContext, round: number): Promise<Round> {
  const measured: Partial<Round> = {};
  for (const name of NAMES) {
    const governed = await loadGovernor(context, SHAPES[name]);
    const echo = await loadEcho(context, SHAPES[name]);
    measured[name] = { governed, echo };
    const us = Object.entries(governed.cpuUs).map(([key, value]) => `${key} ${value.toFixed(1)}`);
    context.note(
      `${round}/${context.rounds} ${name}: ${governed.messagesPerSecond.toFixed(0)}/s, ` +
        `echo ${echo.messagesPerSecond.toFixed(0)}/s; CPU µs a message: ${us.join(', ')}`,
    );
  }
  return measured as Round;
}

function summarise(rounds: Round[]): SuiteResult {
  const rate = (load: MeasuredLoad): number => load.messagesPerSecond;
  const ratio = (name: ShapeName, against: ShapeName): number =>
    medianOf(rounds, (round) => rate(round[name].governed) / rate(round[against].echo));
  return {
    ratios: {
      unaryVsEcho: ratio('unary', 'unary'),
      streamVsEcho: ratio('stream', 'unary'),
      streamVsStreamEcho: ratio('stream', 'stream'),
      streamOf256VsStreamEcho: ratio('streamOf256', 'streamOf256'),
      streamMixedVsStreamEcho: ratio('streamMixed', 'streamMixed'),
    },
    absolute: Object.fromEntries(NAMES.map((name) => [name, absolute(rounds, name)])),
  };
}

function absolute(rounds: Round[], name: ShapeName): Record<string, number> {
  const of = (figure: (load: MeasuredLoad) => number): number =>
    medianOf(rounds, (round) => figure(round[name].governed));
  const ofEcho = (figure: (load: MeasuredLoad) => number): number =>
    medianOf(rounds, (round) => figure(round[name].echo));
  return {
    perSecond: of((load) => load.messagesPerSecond),
    echoPerSecond: ofEcho((load) => load.messagesPerSecond),
    p50Ms: of((load) => load.p50Ms),
    p99Ms: of((load) => load.p99Ms),
    echoP99Ms: ofEcho((load) => load.p99Ms),
    governorCpuUs: of((load) => load.cpuUs.governor ?? Number.NaN),
    redisCpuUs: of((load) => load.cpuUs.redis ?? Number.NaN),
    natsCpuUs: of((load) => load.cpuUs.nats ?? Number.NaN),
    echoCpuUs: ofEcho((load) => load.cpuUs.echo ?? Number.NaN),
    clientShare: of((load) => load.clientShare),
    machineStolenShare: of((load) => load.machine.stolen),
    notAccepted: rounded(rounds.reduce((sum, round) => sum + round[name].governed.notAccepted, 0)),
    failed: rounded(rounds.reduce((sum, round) => sum + round[name].governed.failed, 0)),
  };
}
