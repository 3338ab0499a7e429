import { RetentionApplied } from '@hustings/contracts/optout';
import { aggregateStore, contentStream, type EventLog, messageEvent } from '@hustings/event-log';
import { type Ids, ok } from '@hustings/kernel';
import { ContentStore, inboundContents, outboundContents } from '@hustings/privacy';
import {
  AckPolicy,
  DeliverPolicy,
  type JetStreamManager,
  jetstreamManager,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/nats-core';
import type { ContentsRef, DueItems, RetentionStore } from '../../ports/retention-store.ts';

/** A reader that counts is forgotten by the server after so long, should its deletion fail. */
const COUNTING_MS = 10_000;

/** Where a message stands, and since when. */
interface Stored {
  seq: number;
  time: Date;
}

type Applied = { type: 'Applied' } & RetentionApplied;

/** Sealed texts in their streams, removed by kind from the beginning; what was removed is recorded in the log. */
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
    dueContents: async (contents, beforeUs) => findDue(await open(), contents, beforeUs),
    async keepContents(partition, seqs) {
      const contents = await ContentStore.open(nc);
      let kept = 0;
      for (const seq of seqs) if (await contents.keep(partition, seq)) kept += 1;
      return kept;
    },
    async removeContents(contents, throughSeq) {
      const jsm = await open();
      const range = { filter: filterOf(contents), seq: throughSeq + 1 };
      const { purged } = await jsm.streams.purge(contentStream(contents.partition), range);
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

function filterOf({ partition, kind }: ContentsRef): string {
  return kind === 'INBOUND' ? inboundContents(partition) : outboundContents(partition);
}

/**
 * Sequences rise with time, so the border is found by halving: some thirty reads, however long the stream is. Other kinds stand in between,
 * and removed ones leave gaps, so each read asks for the next one of this kind.
 */
async function findDue(
  jsm: JetStreamManager,
  contents: ContentsRef,
  beforeUs: bigint,
): Promise<DueItems> {
  const stream = contentStream(contents.partition);
  const { state } = await jsm.streams.info(stream);
  const from = (seq: number): Promise<Stored | null> =>
    jsm.direct.getMessage(stream, { seq, next_by_subj: filterOf(contents) });
  const oldest = await from(state.first_seq);
  if (oldest === null || !isBefore(oldest, beforeUs)) return { items: 0, throughSeq: 0 };
  let [due, kept] = [oldest.seq, state.last_seq + 1];
  while (kept - due > 1) {
    const middle = due + Math.floor((kept - due) / 2);
    const next = await from(middle);
    if (next !== null && isBefore(next, beforeUs)) due = middle;
    else kept = middle;
  }
  const all = await countFrom(jsm, contents, oldest.seq);
  const items = all - (await countFrom(jsm, contents, due + 1));
  return { items, throughSeq: due, oldestUs: storedAtUs(oldest) };
}

function isBefore(message: Stored, us: bigint): boolean {
  return storedAtUs(message) < us;
}

function storedAtUs({ time }: Stored): bigint {
  return BigInt(time.getTime()) * 1_000n;
}

/** How many of a kind stand from a sequence on: the server counts them for a reader that never reads. */
async function countFrom(
  jsm: JetStreamManager,
  contents: ContentsRef,
  seq: number,
): Promise<number> {
  const stream = contentStream(contents.partition);
  const reader = await jsm.consumers.add(stream, {
    filter_subject: filterOf(contents),
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: seq,
    ack_policy: AckPolicy.None,
    inactive_threshold: nanos(COUNTING_MS),
    mem_storage: true,
  });
  await jsm.consumers.delete(stream, reader.name);
  return reader.num_pending;
}
