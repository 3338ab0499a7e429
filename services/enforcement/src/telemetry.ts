import type { CorruptEntry } from '@hustings/event-log';
import type { Result } from '@hustings/kernel';
import type { Logger, Metrics } from '@hustings/service-kit';
import { Counter } from 'prom-client';
import type { CaseRejection } from './domain/case/commands.ts';
import type { CaseEvent } from './domain/case/events.ts';
import type { Finding } from './domain/case/evidence.ts';

/** What the service tells about itself. Ids of senders and cases go into log lines, never into labels. */
export class Telemetry {
  readonly #logger: Logger;
  readonly #breaches: Counter<'outcome'>;
  readonly #failedRounds: Counter;
  readonly #quarantined: Counter;

  constructor(logger: Logger, metrics: Metrics) {
    this.#logger = logger;
    const registers = [metrics.registry];
    this.#breaches = new Counter({
      name: 'hustings_enforcement_breaches_total',
      help: 'Breaches found, by outcome: Warned, SanctionImposed, SlowStartBegan, CompromiseHoldPlaced, or the reason why no step followed.',
      labelNames: ['outcome'],
      registers,
    });
    this.#failedRounds = new Counter({
      name: 'hustings_enforcement_failed_rounds_total',
      help: 'Rounds of orders that failed and were tried again, for example because the log was away.',
      registers,
    });
    this.#quarantined = new Counter({
      name: 'hustings_enforcement_quarantined_entries_total',
      help: 'Entries of the log that could not be read and were set aside.',
      registers,
    });
  }

  /** A breach was answered by a step, or needed none. */
  noteBreach(finding: Finding, result: Result<CaseEvent[], CaseRejection>): void {
    const outcome = result.ok ? (result.value.at(-1)?.type ?? 'nothing') : result.error.reason;
    const { ruleId, subject } = finding;
    this.#breaches.inc({ outcome });
    this.#logger.info({ ruleId, senderId: subject.id, outcome }, 'breach');
  }

  /** A rule asked for a slow start or a hold. */
  notePrecaution({ ruleId, subject }: Finding, outcome: string): void {
    this.#breaches.inc({ outcome });
    this.#logger.info({ ruleId, senderId: subject.id, outcome }, 'precaution');
  }

  /** Orders could not be given; they are tried again. */
  noteFailedRound(partition: string, error: unknown): void {
    this.#failedRounds.inc();
    this.#logger.warn({ partition, err: error }, 'orders failed, trying again');
  }

  /** An entry was set aside. */
  noteQuarantined({ partition, seq, subject, fault }: CorruptEntry): void {
    this.#quarantined.inc();
    this.#logger.error({ partition, seq, subject, fault }, 'entry set aside');
  }
}
