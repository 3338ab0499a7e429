import { RetentionApplied } from '@hustings/contracts/optout';
import { aggregateStore, contentStream, type EventLog, messageEvent } from '@hustings/event-log';
import { type Ids, ok } from '@hustings/kernel';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { DueItems, RetentionStore } from '../../ports/retention-store.ts';

type Applied = { type: 'Applied' } & RetentionApplied;

/** Sealed texts in their streams, removed from the beginning; what was removed is recorded in the log. */
export function natsRetention(nc: NatsConnection, log: EventLog, ids: Ids): RetentionStore {
  const store = aggregateStore<{ throughSeq: number }, Applied, Applied, never>({
    ...{ log, ids, context: 'privacy', aggregate: 'retention' },
    decider: {
      decide: (event) => ok([event]),
      evolve: (_state, event) => ({ throughSeq: Number(event.throughSeq) }),
      initialState: () => ({ throughSeq: 0 }),
    },
    codec: { Applied: messageEvent('Applied', 'privacy.RetentionApplied.v1', RetentionApplied) },
    snapshot: { schema: 'privacy.RetentionState.v1' },
  });
  const open = (): Promise<JetStreamManager> => jetstreamManager(nc, { checkAPI: false });
  return {
    dueContents: async (partition, beforeUs) =>
      findDue(await open(), contentStream(partition), beforeUs),
    async removeContents(partition, throughSeq) {
      const jsm = await open();
      const { purged } = await jsm.streams.purge(contentStream(partition), { seq: throughSeq + 1 });
      return purged;
    },
    async record({ partition, ruleId, version, beforeUs, removed, throughSeq, actor, atUs }) {
      const counts = { removed: BigInt(removed), throughSeq: BigInt(throughSeq) };
      await store.execute(
        { id: ruleId, partition, organisationId: '' },
        { type: 'Applied', version, ruleId, beforeUs, ...counts },
        { actor, occurredAtUs: atUs, correlationId: ids.uuid() },
      );
    },
  };
}

/** Sequences rise with time, so the border is found by halving: some thirty reads, however long the stream is. */
async function findDue(jsm: JetStreamManager, stream: string, beforeUs: bigint): Promise<DueItems> {
  const { state } = await jsm.streams.info(stream);
  const { first_seq: first, last_seq: last } = state;
  if (state.messages === 0) return { items: 0, throughSeq: 0 };
  const isDue = async (seq: number): Promise<boolean> => {
    const message = await jsm.streams.getMessage(stream, { seq });
    return message !== null && BigInt(message.time.getTime()) * 1_000n < beforeUs;
  };
  if (!(await isDue(first))) return { items: 0, throughSeq: 0 };
  let [due, kept] = [first, last + 1];
  while (kept - due > 1) {
    const middle = due + Math.floor((kept - due) / 2);
    if (await isDue(middle)) due = middle;
    else kept = middle;
  }
  const oldest = await jsm.streams.getMessage(stream, { seq: first });
  const oldestUs = BigInt(oldest?.time.getTime() ?? 0) * 1_000n;
  return { items: due - first + 1, throughSeq: due, oldestUs };
}
