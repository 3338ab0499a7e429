import {
  AckPolicy,
  type Consumer,
  type ConsumerUpdateConfig,
  DeliverPolicy,
  jetstream,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/nats-core';
import { eventStream } from '../subjects.ts';

export interface Durable {
  partition: string;
  durable: string;
  subjects: string[];
  ackWaitMs: number;
}

/** Makes the durable consumer if it is not there, brings its settings up to date if it is. */
export async function openDurable(nc: NatsConnection, wanted: Durable): Promise<Consumer> {
  const js = jetstream(nc);
  const stream = eventStream(wanted.partition);
  const changeable: ConsumerUpdateConfig = {
    filter_subjects: wanted.subjects,
    ack_wait: nanos(wanted.ackWaitMs),
    max_deliver: -1,
  };
  const jsm = await js.jetstreamManager(false);
  await jsm.consumers.add(stream, {
    durable_name: wanted.durable,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ...changeable,
  });
  return js.consumers.get(stream, wanted.durable);
}
