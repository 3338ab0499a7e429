import { jetstream } from '@nats-io/jetstream';
import { describeEventLog } from './support/conformance/index.ts';
import { startNatsLog } from './support/nats-log.ts';

describeEventLog('JetStream', async () => {
  const { nc, log, stop } = await startNatsLog();
  const js = jetstream(nc);
  return {
    log,
    appendRaw: async (subject, raw) => (await js.publish(subject, raw)).seq,
    stop,
  };
});
