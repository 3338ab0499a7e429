import { ProviderNoticeKind } from '@hustings/contracts/dispatch';
import { partitionOf } from '@hustings/kernel';
import type { NoticeEvent } from '../domain/webhook-event.ts';
import type { InboundParts } from './receive-inbound.ts';
import type { WebhookAnswer } from './receive-webhook.ts';

const KINDS: Readonly<Record<NoticeEvent['notice'], ProviderNoticeKind>> = {
  quality_dropped: ProviderNoticeKind.PROVIDER_NOTICE_KIND_QUALITY_DROPPED,
  policy: ProviderNoticeKind.PROVIDER_NOTICE_KIND_POLICY,
};

/** Records what a provider says of a number. Resolves once it stands in the log; rejects when the log is away. */
export async function receiveNotice(
  { dispatch, records, layout }: Pick<InboundParts, 'dispatch' | 'records' | 'layout'>,
  event: NoticeEvent,
): Promise<WebhookAnswer> {
  const sender = dispatch.directory.senderAt(event.number);
  if (!sender) return { status: 404, reason: 'UNKNOWN_SENDER' };
  const { senderId, organisationId } = sender;
  await records.recordNotice(
    { senderId, organisationId, partition: partitionOf(organisationId, layout) },
    {
      ...{ noticeId: event.id, kind: KINDS[event.notice], senderId, organisationId },
      ...{ code: event.code, atUs: BigInt(event.at_us) },
    },
  );
  return { status: 200 };
}
