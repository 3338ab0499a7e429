import { passBarrier } from '@hustings/event-log';
import { ALL_POLITICAL_PARTITION } from '@hustings/kernel';
import type { NatsConnection } from '@nats-io/nats-core';
import type { EffectBarrier } from '../ports/effect-barrier.ts';

/** Whoever decides on messages, or hands them off. */
const EVERYBODY = ['governor', 'dispatcher'];
/** Whoever acts on decisions that stand in the log already. */
const WHO_HANDS_OFF = ['dispatcher'];

/** Below the 10 s after which callers give up, so that they learn what happened. */
const TIMEOUT_MS = 8_000;

/** The barrier of the event log over governors and dispatchers. */
export function natsBarrier(nc: NatsConnection, timeoutMs = TIMEOUT_MS): EffectBarrier {
  const passed = (services: string[], partition: string, seq: number): Promise<void> =>
    passBarrier(nc, { services, partition, seq, timeoutMs });
  return {
    pass: (partition, seq) => passed(EVERYBODY, partition, seq),
    passOptOuts(partition, seq) {
      const isMarked = partition !== ALL_POLITICAL_PARTITION;
      return passed(isMarked ? WHO_HANDS_OFF : EVERYBODY, partition, seq);
    },
  };
}
