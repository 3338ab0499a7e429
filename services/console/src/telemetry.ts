import type { Metrics } from '@hustings/service-kit';
import { Counter } from 'prom-client';
import type { Answer } from './domain/link-page.ts';

/** What the console counts. */
export class ConsoleTelemetry {
  readonly #pages: Counter<'outcome'>;

  constructor({ registry }: Metrics) {
    this.#pages = new Counter({
      name: 'hustings_console_recipient_pages_total',
      help: 'Recipient pages by outcome: OFFERED, STOPPED, ASKED or the reason of a refusal, the closed set of src/domain/link-page.ts.',
      labelNames: ['outcome'],
      registers: [registry],
    });
  }

  /** Notes one page. */
  notePage(answer: Answer): void {
    const outcome = answer.kind === 'refused' ? answer.reason : answer.kind.toUpperCase();
    this.#pages.inc({ outcome });
  }
}
