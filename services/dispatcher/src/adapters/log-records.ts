import { setTimeout as pause } from 'node:timers/promises';
import {
  DeliveriesReported,
  HandOffsFinished,
  HandOffsStarted,
  InboundReceived,
  ProviderNoticeReceived,
  ReleasesReturned,
  ServiceTextFinished,
  ServiceTextStarted,
} from '@hustings/contracts/dispatch';
import { type Actor, ActorKind } from '@hustings/contracts/log';
import {
  AppendUnknown,
  aggregateStore,
  type CommandMeta,
  type EventLog,
  LogUnavailable,
  messageEvent,
} from '@hustings/event-log';
import { type Clock, type Ids, present } from '@hustings/kernel';
import { inboxDecider } from '../domain/inbox.ts';
import { type OutboxEvent, outboxDecider, type RecordHandOffs } from '../domain/outbox.ts';
import { serviceTextDecider } from '../domain/service-text.ts';
import type { DispatchRecords, SenderRef } from '../ports/dispatch-records.ts';
import { outboxSnapshot } from './outbox-snapshot.ts';

const ACTOR: Actor = { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'dispatcher' };
/** Between attempts to learn whether a commit was stored. */
const ASK_AGAIN_MS = 250;
/** Outboxes whose state is at hand for the next commit; some 40 bytes for each call that is out. */
const SENDERS_KEPT = 1_000;

interface Surroundings {
  log: EventLog;
  clock: Clock;
  ids: Ids;
  signal: AbortSignal;
}

/** Outboxes and inboxes as aggregates of the event log, one of each a sender. */
export function logRecords(around: Surroundings): DispatchRecords {
  const outboxes = aggregateStore({
    log: around.log,
    decider: outboxDecider,
    context: 'dispatch',
    aggregate: 'outbox',
    codec: {
      HandOffsStarted: messageEvent(
        'HandOffsStarted',
        'dispatch.HandOffsStarted.v1',
        HandOffsStarted,
      ),
      ReleasesReturned: messageEvent(
        'ReleasesReturned',
        'dispatch.ReleasesReturned.v1',
        ReleasesReturned,
      ),
      HandOffsFinished: messageEvent(
        'HandOffsFinished',
        'dispatch.HandOffsFinished.v1',
        HandOffsFinished,
      ),
      DeliveriesReported: messageEvent(
        'DeliveriesReported',
        'dispatch.DeliveriesReported.v1',
        DeliveriesReported,
      ),
    },
    snapshot: outboxSnapshot,
    keepLatest: SENDERS_KEPT,
  });
  const inboxes = inboxStore(around.log);
  const texts = textStore(around.log);
  const textOf = (sender: SenderRef, textId: string) => ({ ...targetOf(sender), id: textId });
  return {
    startText: (sender, started) =>
      untilKnown(around, async (meta) => {
        const command = { ...started, type: 'StartText' as const };
        const done = await texts.execute(textOf(sender, started.textId), command, meta);
        return done.ok && done.value.events.length > 0;
      }),
    finishText: (sender, finished) =>
      untilKnown(around, async (meta) => {
        const command = { ...finished, type: 'FinishText' as const };
        await texts.execute(textOf(sender, finished.textId), command, meta);
      }),
    recordHandOffs: (sender, command: RecordHandOffs) =>
      untilKnown(around, async (meta): Promise<OutboxEvent[]> => {
        const result = await outboxes.execute(targetOf(sender), command, meta);
        return present(result.ok ? result.value.events : null, 'an outbox refuses nothing');
      }),
    recordInbound: (sender, received) =>
      untilKnown(around, async (meta) => {
        const inbound = { ...received, type: 'InboundReceived' as const };
        await inboxes.execute(targetOf(sender), { inbound }, meta);
      }),
    recordNotice: (sender, notice) =>
      untilKnown(around, async (meta) => {
        const inbound = { ...notice, type: 'ProviderNoticeReceived' as const };
        await inboxes.execute(targetOf(sender), { inbound }, meta);
      }),
  };
}

/** What reaches each sender. */
function inboxStore(log: EventLog) {
  return aggregateStore({
    log,
    decider: inboxDecider,
    context: 'dispatch',
    aggregate: 'inbox',
    codec: {
      InboundReceived: messageEvent(
        'InboundReceived',
        'dispatch.InboundReceived.v1',
        InboundReceived,
      ),
      ProviderNoticeReceived: messageEvent(
        'ProviderNoticeReceived',
        'dispatch.ProviderNoticeReceived.v1',
        ProviderNoticeReceived,
      ),
    },
    snapshot: { schema: 'dispatch.InboxState.v1' },
  });
}

/** Texts that the system sends by itself, an aggregate each. */
function textStore(log: EventLog) {
  return aggregateStore({
    log,
    decider: serviceTextDecider,
    context: 'dispatch',
    aggregate: 'service-text',
    codec: {
      ServiceTextStarted: messageEvent(
        'ServiceTextStarted',
        'dispatch.ServiceTextStarted.v1',
        ServiceTextStarted,
      ),
      ServiceTextFinished: messageEvent(
        'ServiceTextFinished',
        'dispatch.ServiceTextFinished.v1',
        ServiceTextFinished,
      ),
    },
    snapshot: { schema: 'dispatch.ServiceTextState.v1' },
  });
}

function targetOf({ senderId, organisationId, partition }: SenderRef) {
  return { id: senderId, organisationId, partition };
}

/**
 * Runs a command. When it cannot be known whether its commit was stored, asks again under the same commit id until it is
 * known: whoever acted on a guess could send twice. Rejects at once when nothing was stored.
 */
async function untilKnown<Value>(
  { clock, ids, signal }: Surroundings,
  run: (meta: CommandMeta) => Promise<Value>,
): Promise<Value> {
  const commitId = ids.uuid();
  const occurredAtUs = clock.nowUs();
  let inDoubt = false;
  for (;;) {
    try {
      return await run({ actor: ACTOR, occurredAtUs, correlationId: commitId, commitId });
    } catch (error) {
      inDoubt ||= error instanceof AppendUnknown;
      const away = error instanceof AppendUnknown || error instanceof LogUnavailable;
      if (!inDoubt || !away || signal.aborted) throw error;
    }
    await pause(ASK_AGAIN_MS);
  }
}
