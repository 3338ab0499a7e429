import { setTimeout as pause } from 'node:timers/promises';
import { Scope, Source } from '@hustings/contracts/optout';
import { Office } from '@hustings/dev-env';
import { medianOf, rounded } from '../statistics.ts';
import type { Suite, SuiteContext } from '../suite.ts';
import { type GovernedWorld, openGovernedWorld } from './governed-world.ts';
import { KNOWN_RECIPIENTS, UNARY } from './loads.ts';
import { type MeasuredLoad, runLoad } from './run-load.ts';

/** What the promise is measured under. */
const SENDS_PER_SECOND = 1_000;
const OPT_OUTS_PER_SECOND = 20;
/** Calls by the clock may pile up so far on a connection. */
const IN_FLIGHT_MAX = 900;
/** One in so many is from all political senders. */
const EVERYBODY_EVERY = 4;

interface Round {
  /** From the call to its answer, milliseconds, rising. */
  waits: number[];
  load: MeasuredLoad;
}

/**
 * From the receipt of an opt-out to its effect in every governor and dispatcher, while 1,000 messages a second are admitted, released
 * and handed to the provider: what a caller of the ledger waits for its answer.
 */
export const optOutLatencySuite: Suite = {
  name: 'optout-latency',
  about: 'from an opt-out to its effect everywhere, at 1,000 messages a second with hand-offs',
  async run(context) {
    const world = await openGovernedWorld(undefined, { handsOff: true });
    const office = new Office(world.fleet);
    try {
      context.note('warming up');
      await sendWhile(world, { ...context, seconds: 2 }, { rate: 200, run: 'w' });
      const rounds: Round[] = [];
      for (let round = 1; round <= context.rounds; round++) {
        const found = await measureRound(world, office, { context, round });
        rounds.push(found);
        const { waits, load } = found;
        context.note(
          `${round}/${context.rounds} ${waits.length} opt-outs, p50 ${at(waits, 0.5)} ms, p99 ${at(waits, 0.99)} ms, ${Math.round(load.messagesPerSecond)} messages/s`,
        );
      }
      return { ratios: {}, absolute: { optOutEffect: figures(rounds) } };
    } finally {
      office.close();
      await world.stop();
    }
  },
};

function figures(rounds: readonly Round[]): Record<string, number> {
  const all = rounds.flatMap(({ waits }) => waits).toSorted((left, right) => left - right);
  return {
    p50Ms: medianOf(rounds, ({ waits }) => at(waits, 0.5)),
    p99Ms: medianOf(rounds, ({ waits }) => at(waits, 0.99)),
    maxMs: rounded(all.at(-1) ?? Number.NaN),
    optOuts: all.length,
    messagesPerSecond: medianOf(rounds, ({ load }) => load.messagesPerSecond),
    messagesNotAccepted: rounds.reduce((sum, { load }) => sum + load.notAccepted + load.failed, 0),
  };
}

async function measureRound(
  world: GovernedWorld,
  office: Office,
  { context, round }: { context: SuiteContext; round: number },
): Promise<Round> {
  const [load, waits] = await Promise.all([
    sendWhile(world, context, { rate: SENDS_PER_SECOND, run: `o${round}` }),
    optOutMany(world, office, context.seconds),
  ]);
  return { waits: waits.toSorted((left, right) => left - right), load };
}

function sendWhile(
  world: GovernedWorld,
  { seconds }: Pick<SuiteContext, 'seconds'>,
  { rate, run }: { rate: number; run: string },
): Promise<MeasuredLoad> {
  const { address, pids } = world;
  const { connections, perFrame } = UNARY;
  const order = { kind: UNARY.kind, connections, perFrame, inFlight: IN_FLIGHT_MAX };
  const parties = world.parties.slice(0, connections);
  const recipients = KNOWN_RECIPIENTS;
  return runLoad(
    { ...order, address, parties, seconds, ratePerSecond: rate, run, recipients },
    pids,
  );
}

let people = 0;

/** By the clock, whether the one before was answered or not. */
async function optOutMany(
  world: GovernedWorld,
  office: Office,
  seconds: number,
): Promise<number[]> {
  const ledger = office.optout(office.operatorToken);
  const organisationId = world.parties[0]?.organisationId ?? '';
  const calls: Promise<number>[] = [];
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
    // One that got no answer has waited at least as long as its caller did.
    const elapsed = (): number => performance.now() - begun;
    calls.push(call.then(elapsed, elapsed));
  }
  return Promise.all(calls);
}

function at(sorted: readonly number[], share: number): number {
  const index = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return rounded(sorted[index] ?? Number.NaN);
}
