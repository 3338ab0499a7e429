import {
  InboundKind,
  InboundReceived,
  ProviderNoticeKind,
  ProviderNoticeReceived,
} from '@hustings/contracts/dispatch';
import type { Commit, RecordedEvent } from '@hustings/contracts/log';
import { OptedOut, Recognition, Scope, Source } from '@hustings/contracts/optout';
import type { SignalFact } from '../domain/signals/fact.ts';
import { readDecisions } from './read-decisions.ts';

/** What a commit tells about senders, in order. Commits of other kinds tell nothing. */
export function readFacts(commit: Commit, seq: number): SignalFact[] {
  return commit.events.flatMap((event) => readEvent(event, Number(commit.occurredAtUs), seq));
}

function readEvent(event: RecordedEvent, atUs: number, seq: number): SignalFact[] {
  switch (event.eventType) {
    case 'governor.DecisionsRecorded.v1':
      return readDecisions(event.data, seq);
    case 'dispatch.InboundReceived.v1':
      return readInbound(InboundReceived.decode(event.data), atUs, seq);
    case 'dispatch.ProviderNoticeReceived.v1':
      return readProviderNotice(ProviderNoticeReceived.decode(event.data), seq);
    case 'optout.OptedOut.v1':
      return readOptOut(OptedOut.decode(event.data), atUs, seq);
    default:
      return [];
  }
}

/** Only people who had been written to count: otherwise rivals could fill a sender's record. */
function readInbound(inbound: InboundReceived, atUs: number, seq: number): SignalFact[] {
  const { senderId, organisationId, recipient, kind, recognition, wasContacted } = inbound;
  if (!wasContacted) return [];
  const common = { senderId, organisationId, atUs, seq };
  switch (kind) {
    case InboundKind.INBOUND_KIND_BLOCK:
      return [{ type: 'Blocked', ...common, recipient }];
    case InboundKind.INBOUND_KIND_REPORT:
      return [{ type: 'Reported', ...common, recipient }];
    case InboundKind.INBOUND_KIND_REPLY:
      return isOptOut(recognition)
        ? [{ type: 'OptedOut', ...common, recipient }]
        : [{ type: 'ReplyReceived', ...common, recipient }];
    default:
      return [];
  }
}

function readProviderNotice(notice: ProviderNoticeReceived, seq: number): SignalFact[] {
  const { senderId, organisationId, kind, atUs } = notice;
  const common = { senderId, organisationId, atUs: Number(atUs), seq };
  switch (kind) {
    case ProviderNoticeKind.PROVIDER_NOTICE_KIND_QUALITY_DROPPED:
      return [{ type: 'QualityDropped', ...common }];
    case ProviderNoticeKind.PROVIDER_NOTICE_KIND_POLICY:
      return [{ type: 'ProviderNoticed', ...common }];
    default:
      return [];
  }
}

function isOptOut(recognition: number): boolean {
  return (
    recognition === Recognition.RECOGNITION_OPT_OUT ||
    recognition === Recognition.RECOGNITION_PROVISIONAL
  );
}

/** Opt-outs by reply are counted where the reply came in; a list that an organisation imports speaks for it. */
function readOptOut(optOut: OptedOut, atUs: number, seq: number): SignalFact[] {
  const { recipient, organisationId, scope, scopeId, inboundId, source } = optOut;
  if (inboundId !== '' || source === Source.SOURCE_IMPORT) return [];
  if (scope === Scope.SCOPE_SENDER) {
    return [{ type: 'OptedOut', senderId: scopeId, organisationId, recipient, atUs, seq }];
  }
  return [{ type: 'OrganisationOptedOut', organisationId, recipient, atUs, seq }];
}
