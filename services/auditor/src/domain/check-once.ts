import { NoticeDelivered, SanctionEnded } from '@hustings/contracts/enforcement';
import type { CaseRecord, StoredEvent } from './case-record.ts';

/** Notices that are delivered and sanctions that end, each once and none that is unknown. Notes them as well. */
export function takeOnce(record: CaseRecord, { eventType, data }: StoredEvent): string[] {
  if (eventType === 'enforcement.NoticeDelivered.v1') {
    const { noticeId, atUs } = NoticeDelivered.decode(data);
    const notice = record.notices.get(noticeId);
    if (notice === undefined) return [`notice ${noticeId} was delivered and never issued`];
    if (notice.deliveredAtUs !== null) return [`notice ${noticeId} was delivered twice`];
    notice.deliveredAtUs = Number(atUs);
  }
  if (eventType === 'enforcement.SanctionEnded.v1') {
    const { sanctionId } = SanctionEnded.decode(data);
    const measure = record.measures.get(sanctionId);
    if (measure === undefined) return [`sanction ${sanctionId} ended and was never imposed`];
    if (measure.isOver) return [`sanction ${sanctionId} ended twice`];
    measure.isOver = true;
  }
  return [];
}
