import type { Actor } from '@hustings/contracts/log';
import { partitionOf } from '@hustings/kernel';
import type { CaseRecord } from '../domain/case/case-book.ts';
import type { Statement } from '../domain/case/events.ts';
import type { Notice } from '../domain/case/state.ts';
import { type Means, metaOf, nowUs } from './orders.ts';

/** Notices of one answer. Who has more undelivered ones asks again. */
const MAX_NOTICES = 200;

export interface InboxNotice extends Notice {
  caseId: string;
  /** null for notices that take nothing away: an end, a decision. */
  statement: Statement | null;
}

export interface InboxRequest {
  organisationId: string;
  undeliveredOnly: boolean;
  actor: Actor;
}

/**
 * An organisation's notices, oldest first; of more than the limit the oldest undelivered ones, else the newest. Each is
 * recorded as delivered before it is handed out.
 */
export async function fetchNotices(means: Means, request: InboxRequest): Promise<InboxNotice[]> {
  await means.views.current();
  const { organisationId } = request;
  const notices = means.views
    .allCases()
    .filter((record) => record.state.file.organisationId === organisationId)
    .flatMap(noticesOf)
    .sort((a, b) => a.issuedAtUs - b.issuedAtUs || a.noticeId.localeCompare(b.noticeId));
  const undelivered = notices.filter((notice) => notice.deliveredAtUs === null);
  const page = request.undeliveredOnly
    ? undelivered.slice(0, MAX_NOTICES)
    : notices.slice(-MAX_NOTICES);
  for (const notice of page) {
    if (notice.deliveredAtUs === null) await deliver(means, notice, request);
  }
  return page;
}

/** Refused when another call, or the clock, was faster: then it is delivered all the same. */
async function deliver(means: Means, notice: InboxNotice, request: InboxRequest): Promise<void> {
  const { organisationId, actor } = request;
  const partition = partitionOf(organisationId, means.layout);
  const ladder = means.views.policyOf(partition)?.ladder;
  if (!ladder) return;
  await means.stores.cases.execute(
    { id: notice.caseId, partition, organisationId },
    {
      type: 'DeliverNotice',
      noticeId: notice.noticeId,
      how: 'FETCHED',
      ladder,
      nowUs: nowUs(means),
    },
    metaOf(means, actor),
  );
}

function noticesOf({ state: { file } }: CaseRecord): InboxNotice[] {
  return file.notices.map((notice) => {
    const measure = file.measures.find((item) => item.noticeId === notice.noticeId);
    return { ...notice, caseId: file.caseId, statement: measure?.statement ?? null };
  });
}
