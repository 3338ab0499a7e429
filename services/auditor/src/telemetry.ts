import type { ReplayReport } from '@hustings/contracts/auditor';
import type { Metrics } from '@hustings/service-kit';
import { Gauge } from 'prom-client';

/** What the latest replay found, for alerts. */
export class AuditorTelemetry {
  readonly #decisions: Gauge;
  readonly #faults: Gauge<'kind'>;

  constructor(metrics: Metrics) {
    const registers = [metrics.registry];
    this.#decisions = new Gauge({
      name: 'hustings_auditor_replayed_decisions',
      help: 'Decisions of the latest replay.',
      registers,
    });
    this.#faults = new Gauge({
      name: 'hustings_auditor_faults',
      help: 'Faults of the latest replay by kind: difference, opt_out, duplicate, lost, process, break.',
      labelNames: ['kind'],
      registers,
    });
  }

  noteReplay(report: ReplayReport): void {
    this.#decisions.set(Number(report.decisions));
    const faults = {
      difference: report.differences,
      opt_out: report.optOutViolations,
      duplicate: report.duplicates,
      lost: report.lost,
      process: report.processViolations,
      break: BigInt(report.breaks.length),
    };
    for (const [kind, count] of Object.entries(faults)) this.#faults.set({ kind }, Number(count));
  }
}
