import { passBarrier } from '@hustings/event-log';
import type { NatsConnection } from '@nats-io/nats-core';
import type { EffectBarrier } from '../ports/effect-barrier.ts';

/** Who lets messages out. */
const SERVICES = ['governor', 'dispatcher'];

/** Below the 10 s after which callers give up, so that they learn what happened. */
const TIMEOUT_MS = 8_000;

/** The barrier of the event log over governors and dispatchers. */
export function natsBarrier(nc: NatsConnection, timeoutMs = TIMEOUT_MS): EffectBarrier {
  return {
    pass: (partition, seq) => passBarrier(nc, { services: SERVICES, partition, seq, timeoutMs }),
  };
}
