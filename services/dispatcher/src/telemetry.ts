import type { Metrics } from '@hustings/service-kit';
import { Counter } from 'prom-client';
import type { ReturnCode } from './domain/last-look.ts';
import type { Ending } from './domain/outbox.ts';

/** What the dispatcher counts, for dashboards and for GetDispatchStatus. */
export interface Telemetry {
  noteEnding(outcome: Ending['outcome']): void;
  noteReturned(code: ReturnCode): void;
  noteWebhook(kind: string, result: 'ok' | 'refused' | 'unavailable'): void;
  /** Hand-offs that ended so since the start. */
  endings(outcome: Ending['outcome']): number;
}

export function createTelemetry(metrics: Metrics): Telemetry {
  const registers = [metrics.registry];
  const handOffs = new Counter({
    name: 'hustings_dispatcher_hand_offs_total',
    help: 'Finished hand-offs to providers; outcome: accepted, rejected, uncertain.',
    labelNames: ['outcome'],
    registers,
  });
  const returned = new Counter({
    name: 'hustings_dispatcher_returned_releases_total',
    help: 'Releases handed back uncalled; code: STALE, OPTED_OUT, PROVIDER_BUSY, NO_CONTENT.',
    labelNames: ['code'],
    registers,
  });
  const webhooks = new Counter({
    name: 'hustings_dispatcher_webhooks_total',
    help: 'Webhooks by kind (status, reply, block, report, notice, invalid) and result (ok, refused, unavailable).',
    labelNames: ['kind', 'result'],
    registers,
  });
  const endings = { accepted: 0, rejected: 0, uncertain: 0 };
  return {
    noteEnding(outcome) {
      endings[outcome]++;
      handOffs.inc({ outcome });
    },
    noteReturned: (code) => returned.inc({ code }),
    noteWebhook: (kind, result) => webhooks.inc({ kind, result }),
    endings: (outcome) => endings[outcome],
  };
}
