import type { Notice } from '@hustings/contracts/enforcement';
import { wireStatement } from '../adapters/wire.ts';
import type { InboxNotice } from '../app/fetch-notices.ts';
import { timestamp } from './case-message.ts';

/** A notice as the organisation reads it, as text and as data. */
export function noticeMessage(notice: InboxNotice): Notice {
  const { noticeId, caseId, text, language, nativelyReviewed, templateVersion, reversed } = notice;
  const { statement } = notice;
  return {
    ...{ noticeId, caseId, text, language, nativelyReviewed, templateVersion, reversed },
    issuedAt: timestamp(notice.issuedAtUs),
    statement: statement === null ? undefined : wireStatement(statement),
  };
}
