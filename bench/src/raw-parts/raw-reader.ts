import { hash } from 'node:crypto';
import { once } from 'node:events';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { DECISIONS } from './raw-order.ts';

/** Reads every recorded group as the auditor and enforcement do, and does the least with it: one hash over all of it. */
async function main(): Promise<void> {
  const [natsUrl] = (await once(process, 'message')) as [string];
  const nc = await connect({ servers: natsUrl });
  const { name } = await (await jetstreamManager(nc)).consumers.add(DECISIONS, {
    ack_policy: 'none',
    mem_storage: true,
  });
  const messages = await (await jetstream(nc).consumers.get(DECISIONS, name)).consume();
  process.send?.('READING');
  for await (const { data } of messages) hash('sha256', data);
}

process.on('disconnect', () => process.exit());
await main();
