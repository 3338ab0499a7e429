import type { SuiteContext } from '../suite.ts';
import type { LoadOrder, LoadParty } from './load/order.ts';
import { type MeasuredLoad, runLoad } from './run-load.ts';

/** The form of a load, without its target. */
export type LoadShape = Pick<LoadOrder, 'kind' | 'connections' | 'inFlight' | 'perFrame'> & {
  organisations: number;
  ratePerSecond?: number;
};

/** People who are written to in turn: the warm-up makes their keys. */
export const KNOWN_RECIPIENTS = { count: 2_000, first: 10_000_000 };

/** 4 connections of 64 calls each, as h2load is asked to do it. */
export const UNARY = {
  kind: 'unary',
  connections: 4,
  inFlight: 64,
  perFrame: 1,
  organisations: 1,
} as const;
/** One tool with a stream: 64 messages a frame, 16 frames in flight. */
export const STREAM = {
  kind: 'stream',
  connections: 1,
  inFlight: 16,
  perFrame: 64,
  organisations: 1,
} as const;

let runs = 0;

/** Runs a load on the governor. */
export async function loadGovernor(
  context: SuiteContext,
  shape: LoadShape,
  recipients: LoadOrder['recipients'] = KNOWN_RECIPIENTS,
): Promise<MeasuredLoad> {
  const world = await context.governed();
  const { organisations, ...load } = shape;
  const parties = world.parties.slice(0, organisations);
  const { seconds } = context;
  const result = await runLoad(
    { ...load, address: world.address, parties, seconds, run: `g${++runs}`, recipients },
    world.pids,
  );
  if (result.failed > 0) context.note(`${result.failed} calls failed`);
  return result;
}

/** Runs the same load on the bare echo. */
export async function loadEcho(context: SuiteContext, shape: LoadShape): Promise<MeasuredLoad> {
  const world = await context.governed();
  return runEcho(context, shape, world.parties.slice(0, shape.organisations));
}

/** The same where no governor stands beside it, in the name of somebody: the echo asks nobody who sends. */
export async function loadEchoAlone(
  context: SuiteContext,
  shape: LoadShape,
): Promise<MeasuredLoad> {
  const id = '0'.repeat(32);
  const party = { toolToken: id, senderId: `snd-${id}`, campaignId: `cmp-${id}` };
  return runEcho(context, shape, [party]);
}

async function runEcho(
  context: SuiteContext,
  { organisations: _, ...load }: LoadShape,
  parties: LoadParty[],
): Promise<MeasuredLoad> {
  const echo = await context.echo();
  const { seconds } = context;
  const run = { address: echo.address, parties, seconds, run: `e${++runs}` };
  return runLoad({ ...load, ...run, recipients: KNOWN_RECIPIENTS }, { echo: echo.pid });
}

/** Loads of one warm-up at most: first contacts, each with an fsync of its own, take longest. */
const WARM_UP_LOADS = 12;

/** Writes to every known recipient of each organisation, so that keys exist and code is compiled. */
export async function warmUp(context: SuiteContext, organisations = 1): Promise<void> {
  const shape = { ...STREAM, connections: organisations, inFlight: 4, organisations };
  const everybody = organisations * KNOWN_RECIPIENTS.count;
  context.note('warming up');
  // Each load begins with the first recipient again, and gets further: whoever was written to before costs little.
  let reached = 0;
  for (let loads = 0; loads < WARM_UP_LOADS && reached < everybody; loads++) {
    reached = (await loadGovernor(context, shape)).answered;
  }
  if (reached < everybody) context.note('some of the recipients are still new');
  await loadGovernor(context, UNARY);
  await loadEcho(context, UNARY);
}
