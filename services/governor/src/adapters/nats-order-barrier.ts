import { passBarrier } from '@hustings/event-log';
import type { NatsConnection } from '@nats-io/nats-core';

/** Who lets messages out. */
const SERVICES = ['governor', 'dispatcher'];
/** Below the 10 s after which callers give up, so that they learn what happened. */
const TIMEOUT_MS = 8_000;

/** Settles when no governor and no dispatcher acts without knowledge of the log up to there. Throws `BarrierTimeout`. */
export function natsOrderBarrier(nc: NatsConnection) {
  return (partition: string, seq: number): Promise<void> =>
    passBarrier(nc, { services: SERVICES, partition, seq, timeoutMs: TIMEOUT_MS });
}
