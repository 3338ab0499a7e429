/** What one message costs, measured on one machine. Microseconds are of one core. */
export interface MeasuredCosts {
  /** Governor process, streamed frames of 64. */
  governorUs: number;
  /** Redis: the deciding script and the one that writes the effects, groups of 64. */
  redisUs: number;
  /** NATS server: the decision's commit and the content group. */
  natsUs: number;
  /** Commits a second that one stream takes when each is fsynced. */
  commitsPerStream: number;
  /** Decisions in one commit under load. */
  decisionsPerCommit: number;
  /** Commits a second of one gate, each waiting for the one before. */
  commitsPerGate: number;
  /** Dispatcher process. */
  dispatcherUs: number;
}

/** What a load needs. */
export interface Needs {
  governorCores: number;
  redisCores: number;
  natsCores: number;
  dispatcherCores: number;
  /** Streams, one a partition. */
  partitions: number;
  /** Busy gates at the least; see the spread for how many there should be. */
  gates: number;
  /** Messages a second that one gate can decide. */
  gateCapacity: number;
}

/** Nothing is planned to be busier than this: above it queues grow faster than they drain. */
export const HIGHEST_USE = 0.7;
/** Commits of each group: the decisions and the sealed content. */
const COMMITS_PER_GROUP = 2;

/** Messages a second of one gate, which has one commit under way at a time. */
export function gateCapacityOf(costs: MeasuredCosts): number {
  return costs.commitsPerGate * costs.decisionsPerCommit;
}

/**
 * Cores, streams and gates for a load, replicas apart. Each message is decided twice when it is queued: on admission and on
 * release; `decisionsPerMessage` says how often on the mean.
 */
export function needsOf(
  costs: MeasuredCosts,
  { load, decisionsPerMessage }: { load: number; decisionsPerMessage: number },
): Needs {
  const decisions = load * decisionsPerMessage;
  const cores = (us: number): number => Math.ceil((decisions * us) / 1e6 / HIGHEST_USE);
  const commits = (decisions / costs.decisionsPerCommit) * COMMITS_PER_GROUP;
  const gateCapacity = gateCapacityOf(costs);
  return {
    governorCores: cores(costs.governorUs),
    redisCores: cores(costs.redisUs),
    natsCores: cores(costs.natsUs),
    dispatcherCores: Math.ceil((load * costs.dispatcherUs) / 1e6 / HIGHEST_USE),
    partitions: Math.ceil(commits / costs.commitsPerStream / HIGHEST_USE),
    gates: Math.ceil(decisions / gateCapacity / HIGHEST_USE),
    gateCapacity,
  };
}
