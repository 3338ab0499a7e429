import { assert, present } from '@hustings/kernel';
import { type CompiledLimit, isConditional } from '../admission/compiled-limit.ts';
import { CAP_PATIENCE_US } from '../admission/meter.ts';
import type { InstantUs } from '../admission/types.ts';
import { openPacedMeter, openPlanMeter, type PlanMeter } from './plan-meter.ts';
import { PlanRecord } from './plan-record.ts';
import type { CampaignPlan, Level, Opening, Paces, PlannedRun } from './types.ts';

/** What a plan starts from. */
export interface PlanInput {
  limits: readonly CompiledLimit[];
  /** Present levels by limit id; a limit without one is at rest. */
  levels?: ReadonlyMap<string, Level>;
  /** The plan begins here: no message goes out earlier. */
  nowUs: InstantUs;
  /** In the order in which they go out. */
  runs: readonly PlannedRun[];
  /** Windows of the day; absent = always open. */
  opening?: Opening;
  /** Warnings and slow starts; absent = none. */
  paces?: Paces;
}

/** What has waited this long is not planned further. */
export const PLAN_HORIZON_US = 400 * 86_400_000_000;
/** Rule of what lies beyond the horizon. */
export const BEYOND_HORIZON = 'beyond-400-days';

/** Runs of one place, in order: who waits for a window does not hold up who need not. */
interface Queue {
  place: string;
  runs: { run: PlannedRun; left: number; order: number }[];
}

/** The next batch of a queue: when it could go out and what makes it wait. */
interface Candidate {
  queue: Queue;
  atUs: InstantUs;
  ruleId: string;
  order: number;
}

/**
 * When the messages would be out: each goes, in its order, at the first instant at which every limit gives its permits and
 * its place is open. Exact for the limits of one sender and for those of an organisation that nobody else uses meanwhile;
 * the gate may be a little faster where a message waits for its pair limit, because it lets later ones pass.
 */
export function planCampaign(input: PlanInput): CampaignPlan {
  const { nowUs, opening = alwaysOpen } = input;
  const meters = openMeters(input);
  const record = new PlanRecord(nowUs);
  let queues = queuesOf(input.runs);
  let atUs = nowUs;
  while (queues.length > 0) {
    const next = queues
      .map((queue) => candidateOf(queue, { meters, opening, atUs }))
      .reduce((best, one) => (comesBefore(one, best) ? one : best));
    if (next.atUs > nowUs + PLAN_HORIZON_US) dropRun(next, record);
    else if (isCancelled(next)) cancelRun(next, record);
    else {
      atUs = next.atUs;
      releaseBatch(next, meters, record);
    }
    queues = queues.filter(({ runs }) => runs.length > 0);
  }
  return record.finish();
}

function openMeters({ limits, levels, nowUs, paces }: PlanInput): PlanMeter[] {
  return limits
    .filter(({ shadow }) => !shadow)
    .flatMap((limit) => {
      const level = levels?.get(limit.id);
      if (!isConditional(limit)) return openPlanMeter(limit, level);
      const { warnedUntilUs = 0, slowUntilUs = 0 } = paces ?? {};
      const untilUs = limit.whileSlow ? slowUntilUs : warnedUntilUs;
      return untilUs > nowUs ? openPacedMeter(limit, level, untilUs) : [];
    });
}

function alwaysOpen(_place: string, atUs: InstantUs): { atUs: InstantUs; ruleId: string } {
  return { atUs, ruleId: '' };
}

function queuesOf(runs: readonly PlannedRun[]): Queue[] {
  const queues = new Map<string, Queue>();
  for (const [order, run] of runs.entries()) {
    if (run.count === 0) continue;
    const place = run.place ?? '';
    const queue = queues.get(place) ?? { place, runs: [] };
    queue.runs.push({ run, left: run.count, order });
    queues.set(place, queue);
  }
  // The last one is the next: taking from the end costs nothing.
  for (const queue of queues.values()) queue.runs.reverse();
  return [...queues.values()];
}

function candidateOf(
  queue: Queue,
  { meters, opening, atUs }: { meters: PlanMeter[]; opening: Opening; atUs: InstantUs },
): Candidate {
  const head = present(queue.runs.at(-1), 'an empty queue is dropped');
  let best = { atUs: Math.max(atUs, head.run.notBeforeUs ?? 0), ruleId: '' };
  // A later instant may ask for more: who was counted, or in conversation, no longer is. It settles after a few rounds.
  for (;;) {
    const free = meters.reduce((latest, meter) => {
      const freeAtUs = meter.freeAt(head.run, latest.atUs);
      return freeAtUs > latest.atUs ? { atUs: freeAtUs, ruleId: meter.limit.id } : latest;
    }, best);
    if (!Number.isFinite(free.atUs)) return { queue, ...free, order: head.order };
    const open = opening(queue.place, free.atUs);
    const next = untilRoom(head.run, open.atUs > free.atUs ? open : free);
    if (next.atUs === best.atUs) return { queue, ...next, order: head.order };
    best = next;
  }
}

/** At the front a message waits for room in the cap of its person, for as long as the gate lets it. */
function untilRoom<T extends { atUs: InstantUs; ruleId: string }>(
  { capped, conversationUntilUs = 0 }: PlannedRun,
  tried: T,
): T | { atUs: InstantUs; ruleId: string } {
  if (capped === undefined || conversationUntilUs > tried.atUs) return tried;
  const waitUs = capped.untilUs - tried.atUs;
  return waitUs > 0 && waitUs <= CAP_PATIENCE_US
    ? { atUs: capped.untilUs, ruleId: capped.ruleId }
    : tried;
}

/** Whoever would have to wait longer for room is cancelled when the turn comes. */
function isCancelled({ queue, atUs }: Candidate): boolean {
  const { capped, conversationUntilUs = 0 } = present(queue.runs.at(-1), 'it has a run').run;
  return capped !== undefined && conversationUntilUs <= atUs && capped.untilUs > atUs;
}

function cancelRun({ queue }: Candidate, record: PlanRecord): void {
  const head = present(queue.runs.pop(), 'a candidate has a run');
  record.never(head.run.capped?.ruleId ?? '', head.left);
}

function comesBefore(one: Candidate, best: Candidate): boolean {
  return one.atUs < best.atUs || (one.atUs === best.atUs && one.order < best.order);
}

function releaseBatch(next: Candidate, meters: PlanMeter[], record: PlanRecord): void {
  const head = present(next.queue.runs.at(-1), 'a candidate has a run');
  const nowUs = next.atUs;
  // Several messages to one person change what the next one costs, so they go one by one.
  const most = head.run.recipient === undefined ? head.left : 1;
  const count = meters.reduce((least, meter) => Math.min(least, meter.room(head.run, nowUs)), most);
  assert(count >= 1, 'what is due has its permits');
  for (const meter of meters) meter.spend(head.run, { nowUs, count });
  record.release(nowUs, count, next.ruleId);
  head.left -= count;
  if (head.left === 0) next.queue.runs.pop();
}

function dropRun({ queue, atUs, ruleId }: Candidate, record: PlanRecord): void {
  const head = queue.runs.pop();
  const rule = Number.isFinite(atUs) ? BEYOND_HORIZON : ruleId;
  record.never(rule, head?.left ?? 0);
}
