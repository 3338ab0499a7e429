import { unreachable } from '@hustings/kernel';
import type { CompiledLimit } from '../admission/compiled-limit.ts';
import type { InstantUs } from '../admission/types.ts';
import { Tally } from './tally.ts';
import type { Level, PlannedRun } from './types.ts';

/**
 * One limit during a plan. It says the same as the oracle's meter of that shape (a property holds it to that), and costs
 * the same for a whole batch as for one message.
 */
export interface PlanMeter {
  limit: CompiledLimit;
  /** When the next message of a run would have its permits if it asked at that instant; Infinity = never. */
  freeAt(run: PlannedRun, nowUs: InstantUs): InstantUs;
  /** How many messages of the run have their permits at an instant at which the first one has. */
  room(run: PlannedRun, nowUs: InstantUs): number;
  spend(run: PlannedRun, at: { nowUs: InstantUs; count: number }): void;
}

/** A meter of a limit that binds only until an instant, and only messages to people who have never replied. */
export function openPacedMeter(
  limit: CompiledLimit,
  level: Level | undefined,
  untilUs: InstantUs,
): PlanMeter {
  const meter = openPlanMeter(limit, level);
  const binds = ({ conversationUntilUs = 0 }: PlannedRun, nowUs: InstantUs): boolean =>
    conversationUntilUs === 0 && nowUs < untilUs;
  return {
    limit,
    freeAt: (run, nowUs) => (binds(run, nowUs) ? Math.min(meter.freeAt(run, nowUs), untilUs) : 0),
    room: (run, nowUs) => (binds(run, nowUs) ? meter.room(run, nowUs) : Number.POSITIVE_INFINITY),
    // Counted for everybody, as at the gate.
    spend: (run, at) => meter.spend(run, at),
  };
}

const AT_REST: Level = { spends: [], fullAtUs: 0 };

/** Opens the meter of a limit at its present level; without one it is at rest. */
export function openPlanMeter(limit: CompiledLimit, level: Level = AT_REST): PlanMeter {
  switch (limit.shape) {
    case 'window':
      return openWindow(limit, level);
    case 'bucket':
      return openBucket(limit, level.fullAtUs);
    case 'pair':
      return openByRecipient(limit, {
        open: () => openBucket(limit, 0),
        unknown: limit.sinceUs === 0 ? 0 : limit.sinceUs + limit.spanUs,
      });
    case 'uniques':
      return openUniques(limit, level);
    case 'unanswered':
      return openByRecipient(limit, {
        open: () => openWindow(limit, AT_REST),
        unknown: knownFromOf(limit),
      });
    default:
      return unreachable(limit.shape);
  }
}

function openWindow(limit: CompiledLimit, level: Level): PlanMeter {
  const tally = new Tally(level.spends, limit.spanUs);
  const knownFrom = knownFromOf(limit);
  return {
    limit,
    freeAt(run) {
      const permits = permitsOf(limit, run);
      if (permits > limit.max) return Number.POSITIVE_INFINITY;
      return Math.max(knownFrom, tally.atMost(limit.max - permits));
    },
    room: (run, nowUs) => Math.floor((limit.max - tally.countAt(nowUs)) / permitsOf(limit, run)),
    spend: (run, { nowUs, count }) => tally.add(nowUs, permitsOf(limit, run) * count),
  };
}

function openBucket(limit: CompiledLimit, fullAtUs: InstantUs): PlanMeter {
  const depth = limit.max * limit.spanUs;
  const unknown = limit.sinceUs === 0 ? 0 : limit.sinceUs + depth;
  let fullAt = Math.max(fullAtUs, unknown);
  return {
    limit,
    freeAt(run, nowUs) {
      const permits = permitsOf(limit, run);
      if (permits > limit.max) return Number.POSITIVE_INFINITY;
      return Math.max(fullAt, nowUs) + permits * limit.spanUs - depth;
    },
    room(run, nowUs) {
      const left = depth - (Math.max(fullAt, nowUs) - nowUs);
      return Math.floor(left / (permitsOf(limit, run) * limit.spanUs));
    },
    spend(run, { nowUs, count }) {
      fullAt = Math.max(fullAt, nowUs) + permitsOf(limit, run) * count * limit.spanUs;
    },
  };
}

/** Somebody new has spent nothing; whoever gets several messages has a meter. Nobody answers in a plan. */
function openByRecipient(
  limit: CompiledLimit,
  { open, unknown }: { open: () => PlanMeter; unknown: InstantUs },
): PlanMeter {
  const meters = new Map<string, PlanMeter>();
  function meterOf({ recipient }: PlannedRun): PlanMeter | undefined {
    if (recipient === undefined) return undefined;
    const known = meters.get(recipient) ?? open();
    meters.set(recipient, known);
    return known;
  }
  return {
    limit,
    freeAt: (run, nowUs) => meterOf(run)?.freeAt(run, nowUs) ?? unknown,
    room: (run, nowUs) => meterOf(run)?.room(run, nowUs) ?? Number.POSITIVE_INFINITY,
    spend: (run, at) => meterOf(run)?.spend(run, at),
  };
}

function openUniques(limit: CompiledLimit, level: Level): PlanMeter {
  const tally = new Tally(level.spends, limit.spanUs);
  const reached = new Map<string, InstantUs>();
  const knownFrom = knownFromOf(limit);
  const reachedAt = ({ recipient = '', reachedAtUs = 0 }: PlannedRun): InstantUs =>
    reached.get(recipient) ?? reachedAtUs;
  const counts = (run: PlannedRun, nowUs: InstantUs): boolean =>
    nowUs >= (run.conversationUntilUs ?? 0) && reachedAt(run) <= nowUs - limit.spanUs;
  return {
    limit,
    freeAt(run, nowUs) {
      if (!counts(run, nowUs)) return 0;
      return Math.max(knownFrom, tally.atMost(limit.max - 1));
    },
    room(run, nowUs) {
      if (run.recipient !== undefined) return Number.POSITIVE_INFINITY;
      return counts(run, nowUs) ? limit.max - tally.countAt(nowUs) : Number.POSITIVE_INFINITY;
    },
    spend(run, { nowUs, count }) {
      if (nowUs < (run.conversationUntilUs ?? 0)) return;
      if (run.recipient === undefined) return tally.add(nowUs, count);
      if (reachedAt(run) > nowUs - limit.spanUs) tally.takeBack(reachedAt(run));
      tally.add(nowUs, 1);
      reached.set(run.recipient, nowUs);
    },
  };
}

function permitsOf(limit: CompiledLimit, run: PlannedRun): number {
  return limit.segments ? run.units : 1;
}

function knownFromOf({ sinceUs, spanUs }: CompiledLimit): InstantUs {
  return sinceUs === 0 ? 0 : sinceUs + spanUs;
}
