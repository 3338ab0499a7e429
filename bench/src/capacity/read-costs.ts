import type { MeasuredCosts } from './needs.ts';

/**
 * Costs that `npm run bench` does not measure, from runs on two cores of the same kind of machine: NATS 2.15.1, file
 * storage, every commit fsynced, 1 to 4 kB a commit. One gate waits for each of its commits; 32 gates share one stream.
 */
export const LOG_COSTS = {
  commitsPerGate: 1_035,
  commitsPerStream: 3_270,
  decisionsPerCommit: 64,
} as const;

/** The dispatcher has not been profiled by itself; as much as the governor is the cautious guess. */
export const DISPATCHER_AS_GOVERNOR = 1;

/** Costs of one shape of load in a report of `npm run bench -- --json`. Throws when the report lacks it. */
export function readCosts(
  report: unknown,
  shape: string,
): { machine: string; costs: MeasuredCosts } {
  const load = fieldOf(fieldOf(report, 'absolute'), shape);
  const governorUs = numberOf(load, 'governorCpuUs');
  return {
    machine: String(fieldOf(report, 'machine')),
    costs: {
      governorUs,
      redisUs: numberOf(load, 'redisCpuUs'),
      natsUs: numberOf(load, 'natsCpuUs'),
      dispatcherUs: governorUs * DISPATCHER_AS_GOVERNOR,
      ...LOG_COSTS,
    },
  };
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value === 'object' && value !== null && name in value) {
    return Reflect.get(value, name);
  }
  throw new Error(`the report has no "${name}"`);
}

function numberOf(value: unknown, name: string): number {
  const found = fieldOf(value, name);
  if (typeof found === 'number' && found > 0) return found;
  throw new Error(`"${name}" is no cost: ${String(found)}`);
}
