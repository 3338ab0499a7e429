import { availableParallelism } from 'node:os';
import { loadEchoAlone, STREAM, UNARY } from '../grpc/loads.ts';
import type { MeasuredLoad } from '../grpc/run-load.ts';
import { medianOf } from '../statistics.ts';
import type { Suite, SuiteContext, SuiteResult } from '../suite.ts';
import { type RawCost, type RawFleet, startRawFleet } from './raw-fleet.ts';

/** Seven frames of 64: what a gate takes at once when a stream fills it. */
const GROUP = 448;
const GROUPS = 60;
const WARM_UP_GROUPS = 60;

interface Round {
  raw: RawCost;
  stream: MeasuredLoad;
  unary: MeasuredLoad;
}

/**
 * How many messages a second this machine could govern if nothing were spent but what the parts themselves take: seal and store a
 * text, record a decision on disk, read and write what the limits know with plain commands, hand the record to its readers,
 * and carry the message in and its answer out. No script, no decision, no view: an upper bound for whatever is built of these parts.
 */
export const rawPartsSuite: Suite = {
  name: 'raw-parts',
  about: 'what the parts alone take for a streamed message, against a bare stream echo',
  async run(context) {
    const fleet = await startRawFleet({ size: GROUP, groups: GROUPS, warmUp: WARM_UP_GROUPS });
    try {
      const rounds: Round[] = [];
      for (let round = 1; round <= context.rounds; round++) {
        rounds.push(await runRound(context, fleet, round));
      }
      return summarise(rounds);
    } finally {
      await fleet.stop();
    }
  },
};

async function runRound(context: SuiteContext, fleet: RawFleet, round: number): Promise<Round> {
  const raw = await fleet.measure();
  const stream = await loadEchoAlone(context, STREAM);
  const unary = await loadEchoAlone(context, UNARY);
  const measured = { raw, stream, unary };
  const us = Object.entries(partsOf(measured)).map(([part, each]) => `${part} ${each.toFixed(1)}`);
  context.note(
    `${round}/${context.rounds} µs a message: ${us.join(', ')}; at most ${mostPerSecond(measured).toFixed(0)}/s, ` +
      `stream echo ${stream.messagesPerSecond.toFixed(0)}/s, unary echo ${unary.messagesPerSecond.toFixed(0)}/s`,
  );
  return measured;
}

/** Microseconds of processor time by part; `carried` is the stream's own: load generator and echo. */
function partsOf({ raw, stream }: Round): Record<string, number> {
  const { echo = Number.NaN, client = Number.NaN } = stream.cpuUs;
  return { ...raw.us, carried: echo + client };
}

/** With all processors busy all the time. */
function mostPerSecond(round: Round): number {
  const all = Object.values(partsOf(round)).reduce((sum, us) => sum + us, 0);
  return (availableParallelism() * 1e6) / all;
}

function summarise(rounds: Round[]): SuiteResult {
  const part = (name: string): number =>
    medianOf(rounds, (round) => partsOf(round)[name] ?? Number.NaN);
  return {
    ratios: {
      rawPartsVsStreamEcho: medianOf(
        rounds,
        (round) => mostPerSecond(round) / round.stream.messagesPerSecond,
      ),
      rawPartsVsEcho: medianOf(
        rounds,
        (round) => mostPerSecond(round) / round.unary.messagesPerSecond,
      ),
    },
    absolute: {
      rawParts: {
        mostPerSecond: medianOf(rounds, mostPerSecond),
        streamEchoPerSecond: medianOf(rounds, ({ stream }) => stream.messagesPerSecond),
        echoPerSecond: medianOf(rounds, ({ unary }) => unary.messagesPerSecond),
        senderUs: part('sender'),
        redisUs: part('redis'),
        natsUs: part('nats'),
        readersUs: part('readers'),
        carriedUs: part('carried'),
        decisionBytes: medianOf(rounds, ({ raw }) => raw.decisionBytes),
        contentBytes: medianOf(rounds, ({ raw }) => raw.contentBytes),
      },
    },
  };
}
