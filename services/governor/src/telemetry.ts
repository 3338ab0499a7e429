import { type Decision, outcomeToJSON, reasonToJSON } from '@hustings/contracts/governor';
import type { GroupDecision } from '@hustings/policy';
import type { GateRef } from '@hustings/redis-scripts';
import type { Logger, Metrics } from '@hustings/service-kit';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { StepPart } from './app/step-progress.ts';
import { limitOutcomes } from './domain/limit-outcomes.ts';

/** Releases that no dispatcher has taken up. */
export interface HandOffsWaiting {
  releases: number;
  /** Age of the oldest, seconds; 0 = there is none. */
  oldestSeconds: number;
}

/** One helper for each thing worth telling; none of them throws. */
export interface Telemetry {
  countDecisions: (decisions: Decision[]) => void;
  /** What limits did in one group, those in shadow included. */
  countLimits: (decided: Pick<GroupDecision, 'verdicts' | 'shadowRefusals'>) => void;
  /** Where the names of the limits in force come from: no other name becomes a label. */
  knowLimits: (names: () => ReadonlySet<string>) => void;
  gatesRebuilt: (gates: number, tookMs: number) => void;
  /** Where it is told how far hand-offs are behind. */
  knowHandOffs: (waiting: () => HandOffsWaiting) => void;
  /** A look at the lanes left so many senders out because their hand-offs are behind. */
  releasesHeldBack: (senders: number) => void;
  /** The clock of Redis stands so far before the last decision, microseconds; 0 = it does not. */
  clockBehind: (behindUs: number) => void;
  /** A gate has waited for one thing for longer than anything takes. */
  stepHangs: (gate: GateRef, part: StepPart) => void;
  classifierFailed: (error: Error) => void;
  entryUnreadable: (
    where: { partition: string; seq: number; subject: string },
    fault: string,
  ) => void;
}

export function governorTelemetry({ registry }: Metrics, logger: Logger): Telemetry {
  const registers = [registry];
  const decisions = new Counter({
    name: 'hustings_governor_decisions_total',
    help: 'Recorded decisions by outcome and reason, both as in hustings.governor.v1.',
    labelNames: ['outcome', 'reason'],
    registers,
  });
  const verdictsMissing = new Counter({
    name: 'hustings_governor_classifier_failures_total',
    help: 'Calls of the classifier that gave no verdict: the texts were held.',
    registers,
  });
  const unreadable = new Counter({
    name: 'hustings_governor_unreadable_entries_total',
    help: 'Log entries that could not be read and were passed over.',
    registers,
  });
  return {
    ...storeTelemetry(registers, logger),
    ...stepTelemetry(registers, logger),
    countDecisions(recorded) {
      for (const { outcome, reason, count } of countAlike(recorded)) {
        const labels = {
          outcome: outcomeToJSON(outcome).replace('OUTCOME_', '').toLowerCase(),
          reason: reasonToJSON(reason).replace('REASON_', '').toLowerCase(),
        };
        decisions.inc(labels, count);
      }
    },
    ...limitTelemetry(registry),
    ...handOffTelemetry(registers),
    classifierFailed(error) {
      verdictsMissing.inc();
      logger.warn({ err: error }, 'no verdict from the classifier: texts are held');
    },
    entryUnreadable({ partition, seq, subject }, fault) {
      unreadable.inc();
      logger.error({ partition, seq, subject, fault }, 'a log entry cannot be read; passed over');
    },
  };
}

/** What is worth telling about Redis. */
function storeTelemetry(
  registers: Metrics['registry'][],
  logger: Logger,
): Pick<Telemetry, 'gatesRebuilt' | 'clockBehind'> {
  const rebuilds = new Counter({
    name: 'hustings_governor_rebuilds_total',
    help: 'Gates that were rebuilt from the log, those included that were taken over.',
    registers,
  });
  const rebuildSeconds = new Histogram({
    name: 'hustings_governor_rebuild_duration_seconds',
    help: 'Time for which gates were closed to be rebuilt, those of one reading of the log together.',
    buckets: [0.01, 0.05, 0.2, 1, 5, 20, 60, 300],
    registers,
  });
  const clock = new Gauge({
    name: 'hustings_governor_clock_behind_seconds',
    help: 'How far the clock of Redis stands before the last decision. Above 0 permits come back only when it has caught up.',
    registers,
  });
  let isBehind = false;
  return {
    gatesRebuilt(gates, tookMs) {
      rebuilds.inc(gates);
      rebuildSeconds.observe(tookMs / 1000);
    },
    clockBehind(behindUs) {
      clock.set(behindUs / 1_000_000);
      if (behindUs > 0 && !isBehind) {
        logger.error(
          { behindSeconds: Math.round(behindUs / 1_000_000) },
          'the clock of Redis was stepped back: limits free nothing until it has caught up; check the time service of its host and let it slew, or wait',
        );
      }
      isBehind = behindUs > 0;
    },
  };
}

/** What each thing that a gate's step waits for rests on, for whoever has to look there. */
const RESTS_ON: Record<StepPart, string> = {
  look: 'Redis',
  list: 'Redis',
  caps: 'Redis',
  decide: 'Redis and the content stream of the log',
  texts: 'the content stream of the log',
  append: 'the log',
  'catch-up': "the log's entries, which come one after the other",
};

function stepTelemetry(
  registers: Metrics['registry'][],
  logger: Logger,
): Pick<Telemetry, 'stepHangs'> {
  const hanging = new Counter({
    name: 'hustings_governor_hanging_steps_total',
    help: 'Waits of a gate for one thing (part) that lasted longer than 20 s. A gate that waits decides nothing.',
    labelNames: ['part'],
    registers,
  });
  return {
    stepHangs({ partition, gate }, part) {
      hanging.inc({ part });
      logger.error(
        { partition, gate, part },
        `a gate has waited for more than 20 s and decides nothing meanwhile; look at ${RESTS_ON[part]}`,
      );
    },
  };
}

type Alike = Pick<Decision, 'outcome' | 'reason'> & { count: number };

/** Decisions with the same outcome and reason together: most of a group are alike, and naming them costs more than counting. */
function countAlike(decisions: Decision[]): Alike[] {
  const found: Alike[] = [];
  for (const { outcome, reason } of decisions) {
    const alike = found.find((one) => one.outcome === outcome && one.reason === reason);
    if (alike) alike.count += 1;
    else found.push({ outcome, reason, count: 1 });
  }
  return found;
}

/** Counters by limit. Their labels are names of the policy in force and nothing else. */
function limitTelemetry(
  registry: Metrics['registry'],
): Pick<Telemetry, 'countLimits' | 'knowLimits'> {
  const registers = [registry];
  const shadow = new Counter({
    name: 'hustings_governor_shadow_refusals_total',
    help: 'What limits in shadow would have refused, by limit id of the policy document.',
    labelNames: ['limit'],
    registers,
  });
  const limits = new Counter({
    name: 'hustings_governor_limit_decisions_total',
    help: 'Messages that a limit delayed, refused, refused for good (never) or would have refused in shadow, by limit id of the policy in force.',
    labelNames: ['limit', 'outcome'],
    registers,
  });
  let limitsInForce: () => ReadonlySet<string> = () => new Set();
  return {
    countLimits({ verdicts, shadowRefusals }) {
      for (const { limit, outcome, messages } of limitOutcomes(verdicts, limitsInForce())) {
        limits.inc({ limit, outcome }, messages);
      }
      for (const [limit, count] of Object.entries(shadowRefusals)) {
        shadow.inc({ limit }, count);
        limits.inc({ limit, outcome: 'shadow_refused' }, count);
      }
    },
    knowLimits(names) {
      limitsInForce = names;
    },
  };
}

/** How far hand-offs are behind, read when somebody asks. */
function handOffTelemetry(
  registers: Metrics['registry'][],
): Pick<Telemetry, 'knowHandOffs' | 'releasesHeldBack'> {
  let waiting: () => HandOffsWaiting = () => ({ releases: 0, oldestSeconds: 0 });
  new Gauge({
    name: 'hustings_governor_releases_in_flight',
    help: 'Releases that no dispatcher is known to have taken up.',
    registers,
    collect() {
      this.set(waiting().releases);
    },
  });
  new Gauge({
    name: 'hustings_governor_oldest_release_seconds',
    help: 'Age of the oldest release that no dispatcher has taken up; 0 = there is none. One that is older than dispatch.releaseMaxAgeMs is handed back and decided again.',
    registers,
    collect() {
      this.set(waiting().oldestSeconds);
    },
  });
  const heldBack = new Counter({
    name: 'hustings_governor_senders_held_back_total',
    help: 'Senders that looks at the lanes left out because their hand-offs are behind.',
    registers,
  });
  return {
    knowHandOffs(read) {
      waiting = read;
    },
    releasesHeldBack: (senders) => heldBack.inc(senders),
  };
}
