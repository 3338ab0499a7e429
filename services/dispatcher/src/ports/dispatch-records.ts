import type {
  InboundReceived,
  ProviderNoticeReceived,
  ServiceTextFinished,
  ServiceTextStarted,
} from '@hustings/contracts/dispatch';
import type { OutboxEvent, RecordHandOffs } from '../domain/outbox.ts';

/** Whose outbox or inbox it is. */
export interface SenderRef {
  senderId: string;
  organisationId: string;
  partition: string;
}

/** What the dispatcher records. All calls reject when the log cannot be reached or cannot tell. */
export interface DispatchRecords {
  /** Resolves to the events that this very call has appended; empty = all of it stood already. */
  recordHandOffs(sender: SenderRef, command: RecordHandOffs): Promise<OutboxEvent[]>;
  /** Resolves once the inbound stands in the log, by this call or an earlier one. */
  recordInbound(sender: SenderRef, inbound: InboundReceived): Promise<void>;
  /** Resolves once the provider's notice stands in the log, by this call or an earlier one. */
  recordNotice(sender: SenderRef, notice: ProviderNoticeReceived): Promise<void>;
  /** Resolves to true when this very call has recorded the start: only then the provider may be called. */
  startText(sender: SenderRef, started: ServiceTextStarted): Promise<boolean>;
  /** Resolves once the end stands in the log. */
  finishText(sender: SenderRef, finished: ServiceTextFinished): Promise<void>;
}
