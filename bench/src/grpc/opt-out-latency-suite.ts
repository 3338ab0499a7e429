import { setTimeout as pause } from 'node:timers/promises';
import { Scope, Source } from '@hustings/contracts/optout';
import { Office } from '@hustings/dev-env';
import { medianOf, rounded } from '../statistics.ts';
import type { Suite, SuiteContext } from '../suite.ts';
import { type GovernedWorld, openGovernedWorld } from './governed-world.ts';
import { STREAM, UNARY } from './loads.ts';
import { type MeasuredLoad, runLoad } from './run-load.ts';

/** What the promise is measured under. */
const SENDS_PER_SECOND = 1_000;
const OPT_OUTS_PER_SECOND = 20;
/** Messages by the clock may pile up so far on a connection. */
const IN_FLIGHT_MAX = 900;
/** One in so many is from all political senders. */
const EVERYBODY_EVERY = 4;
/** Tools that send, each for an organisation and from a number of its own. */
const TOOLS = 4;
/** People to whom each organisation writes in turn. */
const RECIPIENTS = { count: 1_000, first: 10_000_000 };
/**
 * Before it is measured: everybody is written to, so that keys exist, and the code of all services is compiled. Slowly at first, then at
 * the full rate: cold services that get all of it at once fall behind by seconds, and take half a minute to catch up.
 */
const WARM_UP = [
  { seconds: 20, perSecond: 300 },
  { seconds: 6, perSecond: SENDS_PER_SECOND },
] as const;

type Kind = 'stream' | 'unary';

/** How the messages come: 64 in a frame, or one a call. */
const LOADS = { stream: STREAM, unary: UNARY } as const;

/** From the call to the answer, and from its receipt at the ledger to the effect; milliseconds. */
interface Waits {
  answerMs: number;
  /** Undefined for one that got no answer. */
  effectMs: number | undefined;
}

interface Round {
  waits: Waits[];
  load: MeasuredLoad;
}

/**
 * From the receipt of an opt-out to its effect in every governor and dispatcher, while 1,000 messages a second are admitted, released
 * and handed to the provider.
 */
function optOutLatency(kind: Kind, name: string): Suite {
  return {
    name,
    about: `from an opt-out to its effect everywhere, at 1,000 messages a second (${kind}) with hand-offs`,
    async run(context) {
      const world = await openGovernedWorld(context.profileDir, { handsOff: true });
      const office = new Office(world.fleet);
      try {
        context.note('warming up');
        for (const { seconds, perSecond } of WARM_UP) {
          await Promise.all([
            sendWhile(world, { kind: 'stream', seconds, run: `w${perSecond}`, perSecond }),
            optOutMany(world, office, seconds),
          ]);
        }
        const rounds: Round[] = [];
        for (let round = 1; round <= context.rounds; round++) {
          const found = await measureRound(world, office, { kind, context, round });
          rounds.push(found);
          context.note(`${round}/${context.rounds} ${describeRound(found)}`);
        }
        const key = kind === 'stream' ? 'optOutEffect' : 'optOutEffectUnary';
        return { ratios: {}, absolute: { [key]: figures(rounds) } };
      } finally {
        office.close();
        await world.stop();
      }
    },
  };
}

/** The form in which a tool with a list sends. */
export const optOutLatencySuite = optOutLatency('stream', 'optout-latency');

/** A call for each message costs the governor three times as much. */
export const optOutLatencyUnarySuite = optOutLatency('unary', 'optout-latency-unary');

function describeRound({ waits, load }: Round): string {
  const answers = sortedBy(waits, ({ answerMs }) => answerMs);
  const effects = sortedBy(waits, ({ effectMs }) => effectMs);
  return [
    `${waits.length} opt-outs`,
    `answered after p50 ${at(answers, 0.5)} ms, p99 ${at(answers, 0.99)} ms`,
    `in effect after p50 ${at(effects, 0.5)} ms, p99 ${at(effects, 0.99)} ms`,
    `${Math.round(load.messagesPerSecond)} messages/s`,
    `machine ${percent(load.machine.idle)} idle, ${percent(load.machine.stolen)} stolen`,
  ].join(', ');
}

function figures(rounds: readonly Round[]): Record<string, number> {
  const all = rounds.flatMap(({ waits }) => waits);
  const percentile = (share: number, pick: (waits: Waits) => number | undefined): number =>
    medianOf(rounds, ({ waits }) => at(sortedBy(waits, pick), share));
  return {
    answerP50Ms: percentile(0.5, ({ answerMs }) => answerMs),
    answerP99Ms: percentile(0.99, ({ answerMs }) => answerMs),
    answerMaxMs: rounded(Math.max(...all.map(({ answerMs }) => answerMs))),
    effectP50Ms: percentile(0.5, ({ effectMs }) => effectMs),
    effectP99Ms: percentile(0.99, ({ effectMs }) => effectMs),
    optOuts: all.length,
    optOutsFailed: all.filter(({ effectMs }) => effectMs === undefined).length,
    messagesPerSecond: medianOf(rounds, ({ load }) => load.messagesPerSecond),
    messagesNotAccepted: rounds.reduce((sum, { load }) => sum + load.notAccepted + load.failed, 0),
    machineIdleShare: medianOf(rounds, ({ load }) => load.machine.idle),
    machineStolenShare: medianOf(rounds, ({ load }) => load.machine.stolen),
    ...cpuOf(rounds),
  };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Microseconds of CPU for each message, by process; `Us` and the name. */
function cpuOf(rounds: readonly Round[]): Record<string, number> {
  const names = Object.keys(rounds[0]?.load.cpuUs ?? {});
  return Object.fromEntries(
    names.map((name) => [`cpuUs ${name}`, medianOf(rounds, ({ load }) => load.cpuUs[name] ?? 0)]),
  );
}

async function measureRound(
  world: GovernedWorld,
  office: Office,
  { kind, context, round }: { kind: Kind; context: SuiteContext; round: number },
): Promise<Round> {
  const [load, waits] = await Promise.all([
    sendWhile(world, { kind, seconds: context.seconds, run: `o${round}` }),
    optOutMany(world, office, context.seconds),
  ]);
  return { waits, load };
}

function sendWhile(
  { address, pids, parties }: GovernedWorld,
  {
    kind,
    seconds,
    run,
    perSecond = SENDS_PER_SECOND,
  }: { kind: Kind; seconds: number; run: string; perSecond?: number },
): Promise<MeasuredLoad> {
  const { perFrame } = LOADS[kind];
  return runLoad(
    {
      ...{ kind, perFrame, address, seconds, run },
      connections: TOOLS,
      inFlight: Math.ceil(IN_FLIGHT_MAX / perFrame),
      parties: parties.slice(0, TOOLS),
      ratePerSecond: perSecond,
      recipients: RECIPIENTS,
    },
    pids,
  );
}

let people = 0;

/** By the clock, whether the one before was answered or not. */
async function optOutMany(world: GovernedWorld, office: Office, seconds: number): Promise<Waits[]> {
  const ledger = office.optout(office.operatorToken);
  const organisationId = world.parties[0]?.organisationId ?? '';
  const calls: Promise<Waits>[] = [];
  const started = performance.now();
  for (let index = 0; index < seconds * OPT_OUTS_PER_SECOND; index++) {
    const dueMs = started + (index * 1_000) / OPT_OUTS_PER_SECOND;
    await pause(Math.max(0, dueMs - performance.now()));
    const begun = performance.now();
    people += 1;
    const scope =
      people % EVERYBODY_EVERY === 0 ? Scope.SCOPE_ALL_POLITICAL : Scope.SCOPE_ORGANISATION;
    const address = `+34690${String(people).padStart(6, '0')}`;
    const call = ledger.optOut({ address, organisationId, scope, source: Source.SOURCE_ON_BEHALF });
    calls.push(
      call.then(
        ({ effectiveAfterUs }) => ({
          answerMs: performance.now() - begun,
          effectMs: Number(effectiveAfterUs) / 1_000,
        }),
        // One that got no answer has waited at least as long as its caller did.
        () => ({ answerMs: performance.now() - begun, effectMs: undefined }),
      ),
    );
  }
  return Promise.all(calls);
}

function sortedBy(
  waits: readonly Waits[],
  pick: (waits: Waits) => number | undefined,
): readonly number[] {
  return waits
    .map(pick)
    .filter((ms) => ms !== undefined)
    .toSorted((left, right) => left - right);
}

function at(sorted: readonly number[], share: number): number {
  const index = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return rounded(sorted[index] ?? Number.NaN);
}
