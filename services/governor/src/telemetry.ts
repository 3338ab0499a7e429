import { type Decision, outcomeToJSON, reasonToJSON } from '@hustings/contracts/governor';
import type { ShadowRefusals } from '@hustings/policy';
import type { Logger, Metrics } from '@hustings/service-kit';
import { Counter } from 'prom-client';

/** One helper for each thing worth telling; none of them throws. */
export interface Telemetry {
  countDecisions: (decisions: Decision[]) => void;
  countShadowRefusals: (refusals: ShadowRefusals) => void;
  countRebuild: () => void;
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
  const shadow = new Counter({
    name: 'hustings_governor_shadow_refusals_total',
    help: 'What limits in shadow would have refused, by limit id of the policy document.',
    labelNames: ['limit'],
    registers,
  });
  const rebuilds = new Counter({
    name: 'hustings_governor_rebuilds_total',
    help: 'Times that Redis was rebuilt from the log, the first one included.',
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
    countDecisions(recorded) {
      for (const { outcome, reason } of recorded) {
        decisions.inc({
          outcome: outcomeToJSON(outcome).replace('OUTCOME_', '').toLowerCase(),
          reason: reasonToJSON(reason).replace('REASON_', '').toLowerCase(),
        });
      }
    },
    countShadowRefusals(refusals) {
      for (const [limit, count] of Object.entries(refusals)) shadow.inc({ limit }, count);
    },
    countRebuild: () => rebuilds.inc(),
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
