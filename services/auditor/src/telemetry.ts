import type { ReplayReport } from '@hustings/contracts/auditor';
import type { Metrics } from '@hustings/service-kit';
import { Counter, Gauge } from 'prom-client';

/** What the latest replay found and how far the log is sealed, for alerts. */
export class AuditorTelemetry {
  readonly #decisions: Gauge;
  readonly #faults: Gauge<'kind'>;
  readonly #sealed: Gauge<'partition'>;
  readonly #lag: Gauge<'partition'>;
  readonly #troubles: Counter<'partition'>;

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
    this.#sealed = new Gauge({
      name: 'hustings_auditor_sealed_commits',
      help: 'Commits under the latest checkpoint, by partition of the log.',
      labelNames: ['partition'],
      registers,
    });
    this.#lag = new Gauge({
      name: 'hustings_auditor_seal_lag_commits',
      help: 'Commits in the log that are not under a checkpoint yet, by partition of the log.',
      labelNames: ['partition'],
      registers,
    });
    this.#troubles = new Counter({
      name: 'hustings_auditor_seal_troubles_total',
      help: 'Rounds of sealing that failed and were tried again, by partition of the log.',
      labelNames: ['partition'],
      registers,
    });
  }

  noteSealed(partition: string, { sealed, lag }: { sealed: number; lag: number }): void {
    this.#sealed.set({ partition }, sealed);
    this.#lag.set({ partition }, lag);
  }

  noteTrouble(partition: string): void {
    this.#troubles.inc({ partition });
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
