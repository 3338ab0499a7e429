import type { LaneHeld, Peers } from '../ports/peers.ts';
import type { GateWorker } from './gate-worker.ts';
import type { Wait } from './lane-watch.ts';

/** Lanes of one question. A campaign has one for each number that it sends from. */
export const LANES_MAX = 1_024;
/** Whoever follows a campaign is told the rest of it rather than kept waiting. */
const ANSWER_MS = 1_000;

export interface LaneWaitsParts {
  /** Who serves an organisation: '' = this process; null = nobody that is known at the moment. */
  addressOf: (organisationId: string) => string | null;
  workerOf: (organisationId: string) => Pick<GateWorker, 'waitOf'>;
  peers: Peers;
}

/** Why lanes of an organisation wait, by lane. Lanes that do not wait are missing. */
export type LaneWaits = ReadonlyMap<string, Wait>;

/** What this process knows; null when it does not serve the gate: only who releases from a lane knows what it waits for. */
export function waitsHere(
  { addressOf, workerOf }: Omit<LaneWaitsParts, 'peers'>,
  organisationId: string,
  lanes: readonly string[],
): LaneHeld[] | null {
  if (addressOf(organisationId) !== '') return null;
  const worker = workerOf(organisationId);
  return lanes.flatMap((lane) => {
    const wait = worker.waitOf(lane);
    return wait === null ? [] : [{ lane, ruleId: wait.ruleId, atUs: wait.atUs }];
  });
}

/** Asks whoever serves the gate. Nothing is known while it moves, or when nobody answers in time. */
export async function waitsOf(
  parts: LaneWaitsParts,
  organisationId: string,
  lanes: readonly string[],
): Promise<LaneWaits> {
  const held =
    waitsHere(parts, organisationId, lanes) ?? (await askOwner(parts, organisationId, lanes));
  return new Map(held.map(({ lane, ruleId, atUs }) => [lane, { ruleId, atUs }]));
}

async function askOwner(
  { addressOf, peers }: LaneWaitsParts,
  organisationId: string,
  lanes: readonly string[],
): Promise<LaneHeld[]> {
  const address = addressOf(organisationId);
  if (!address || lanes.length === 0) return [];
  const asked = lanes.slice(0, LANES_MAX);
  const call = { organisationId, lanes: asked, signal: AbortSignal.timeout(ANSWER_MS) };
  return peers.waits(address, call).catch(() => []);
}
