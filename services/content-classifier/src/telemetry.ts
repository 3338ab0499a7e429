import type { Metrics } from '@hustings/service-kit';
import { Counter, Gauge } from 'prom-client';
import type { Verdict } from './app/classify-text.ts';
import type { FamilyIndex } from './domain/family-index.ts';

/** What the content classifier counts. */
export class ClassifierTelemetry {
  readonly #verdicts: Counter<'disposition'>;
  readonly #findings: Counter<'code'>;

  constructor({ registry }: Metrics, index: FamilyIndex) {
    this.#verdicts = new Counter({
      name: 'hustings_classifier_verdicts_total',
      help: 'Verdicts by disposition (ALLOW, REVIEW, BLOCK).',
      labelNames: ['disposition'],
      registers: [registry],
    });
    this.#findings = new Counter({
      name: 'hustings_classifier_findings_total',
      help: 'Findings by code, the closed set of src/domain/finding.ts.',
      labelNames: ['code'],
      registers: [registry],
    });
    new Gauge({
      name: 'hustings_classifier_families',
      help: 'Families of near-duplicates that are remembered; the earliest is forgotten beyond 20,000.',
      registers: [registry],
      collect() {
        this.set(index.size);
      },
    });
  }

  /** Notes one verdict. */
  noteVerdict({ disposition, findings }: Verdict): void {
    this.#verdicts.inc({ disposition });
    for (const code of new Set(findings.map((finding) => finding.code)))
      this.#findings.inc({ code });
  }
}
