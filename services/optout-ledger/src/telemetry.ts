import type { Metrics } from '@hustings/service-kit';
import { Counter, Histogram } from 'prom-client';
import type { HandledReply } from './app/handle-reply.ts';

/** From a log that is idle to the barrier's time limit. Seconds. */
const EFFECT_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What the opt-out ledger counts. */
export class OptoutTelemetry {
  readonly #replies: Counter<'verdict' | 'tier'>;
  readonly #effects: Histogram;

  constructor({ registry }: Metrics) {
    this.#replies = new Counter({
      name: 'hustings_optout_replies_total',
      help: 'Handled replies by verdict (OPT_OUT, PROVISIONAL, HELP, START, CONTEXT_START, NONE) and tier (T1 to T6 or empty).',
      labelNames: ['verdict', 'tier'],
      registers: [registry],
    });
    this.#effects = new Histogram({
      name: 'hustings_optout_effect_duration_seconds',
      help: 'From the receipt of a request until nobody can let a message out without knowing of it.',
      buckets: EFFECT_BUCKETS_SECONDS,
      registers: [registry],
    });
  }

  /** Notes what a reply was taken for. */
  noteReply({ recognition, effectiveAfterUs }: HandledReply): void {
    this.#replies.inc({ verdict: recognition.verdict, tier: recognition.tier });
    if (effectiveAfterUs > 0n) this.noteEffect(effectiveAfterUs);
  }

  /** Notes how long a request took to be in force. */
  noteEffect(effectiveAfterUs: bigint): void {
    this.#effects.observe(Number(effectiveAfterUs) / 1_000_000);
  }
}
