import { createHash } from 'node:crypto';
import type { Actor } from '@hustings/contracts/log';
import { partitionOf } from '@hustings/kernel';
import type { CaseRecord } from '../domain/case/case-book.ts';
import type { HandedOut, Statement } from '../domain/case/events.ts';
import type { Measure, Notice } from '../domain/case/state.ts';
import { sayComplaint } from '../domain/complaints/say-complaint.ts';
import type { ComplaintStep } from '../domain/complaints/state.ts';
import type { Hold } from '../domain/hold/state.ts';
import { renderHearing } from '../domain/notice/render-hearing.ts';
import { renderHold } from '../domain/notice/render-hold.ts';
import { renderNotice } from '../domain/notice/render-notice.ts';
import { renderPace } from '../domain/notice/render-pace.ts';
import { type Rendered, renderSaid } from '../domain/notice/said.ts';
import { type PaceState, runningAt } from '../domain/pace/state.ts';
import { deliverComplaintNotice } from './complaint-orders.ts';
import { type Means, metaOf, nowUs } from './orders.ts';

/** Notices of one answer. Who has more undelivered ones asks again. */
const MAX_NOTICES = 200;

/** Wording of notices with a text of their own, which is told in English only: legal action, and entries of older versions. */
const PLAIN: Omit<Rendered, 'text'> = {
  language: 'en',
  nativelyReviewed: true,
  templateVersion: '',
};

export interface InboxNotice extends Rendered {
  noticeId: string;
  /** '' for what belongs to no case. */
  caseId: string;
  issuedAtUs: number;
  delivered: boolean;
  /** null for notices that take nothing away: an end, a decision. */
  statement: Statement | null;
  reversed: boolean;
}

export interface InboxRequest {
  organisationId: string;
  credentialId: string;
  undeliveredOnly: boolean;
  /** ISO 639-1; '' = the language that the organisation registered. */
  language: string;
  actor: Actor;
}

/**
 * An organisation's notices, oldest first; of more than the limit the oldest undelivered ones, else the newest. Each is
 * recorded as delivered, with the text that is handed out, before it is handed out.
 */
export async function fetchNotices(means: Means, request: InboxRequest): Promise<InboxNotice[]> {
  await means.views.current();
  const { organisationId, undeliveredOnly } = request;
  const language = request.language || means.views.organisation(organisationId)?.language || 'en';
  const ofCases = means.views
    .allCases()
    .filter((record) => record.state.file.organisationId === organisationId)
    .flatMap((record) => noticesOf(means, record, language));
  const ofHolds = means.views
    .allHolds()
    .filter((hold) => hold.organisationId === organisationId)
    .flatMap((hold) => noticesTo(hold, { contact: request.credentialId, language }));
  const ofPaces = means.views
    .allPaces()
    .filter((pace) => pace.organisationId === organisationId)
    .flatMap((pace) => noticesOnPace(means, pace, { contact: request.credentialId, language }));
  const ofReferrals = means.views.referralNotices(organisationId).map((notice) => ({
    ...{ ...PLAIN, ...notice, caseId: '', delivered: false, statement: null, reversed: false },
  }));
  const ofComplaints = means.views
    .complaints(organisationId)
    .steps.map((step) => noticeOn(step, language));
  const notices = [...ofCases, ...ofHolds, ...ofPaces, ...ofReferrals, ...ofComplaints].sort(
    (a, b) => a.issuedAtUs - b.issuedAtUs || a.noticeId.localeCompare(b.noticeId),
  );
  const page = undeliveredOnly
    ? notices.filter((notice) => !notice.delivered).slice(0, MAX_NOTICES)
    : notices.slice(-MAX_NOTICES);
  const complaintIds = new Set(ofComplaints.map(({ noticeId }) => noticeId));
  for (const notice of page) {
    if (notice.delivered) continue;
    const { noticeId } = notice;
    if (notice.caseId !== '') await deliver(means, notice, request);
    else if (complaintIds.has(noticeId)) {
      const { credentialId: fetchedBy, actor } = request;
      await deliverComplaintNotice(means, { organisationId, noticeId, fetchedBy, actor });
    }
  }
  return page;
}

/** What a notice that counts as delivered would have said. */
export function textOf(
  means: Means,
  record: CaseRecord['state'],
  noticeId: string,
): HandedOut | null {
  const { organisationId } = record.file;
  const language = means.views.organisation(organisationId)?.language || 'en';
  const notice = record.file.notices.find((each) => each.noticeId === noticeId);
  if (!notice) return null;
  return handedOut(renderIn(means, record, { notice, language }), '');
}

/** Refused when another call, or the clock, was faster: then it is delivered all the same. */
async function deliver(means: Means, notice: InboxNotice, request: InboxRequest): Promise<void> {
  const { organisationId, credentialId, actor } = request;
  const partition = partitionOf(organisationId, means.layout);
  const ladder = means.views.policyOf(partition)?.ladder;
  if (!ladder) return;
  await means.stores.cases.execute(
    { id: notice.caseId, partition, organisationId },
    {
      type: 'DeliverNotice',
      noticeId: notice.noticeId,
      how: 'FETCHED',
      handedOut: handedOut(notice, credentialId),
      ladder,
      nowUs: nowUs(means),
    },
    metaOf(means, actor),
  );
}

function handedOut(notice: Rendered, fetchedBy: string): HandedOut {
  const { text, language, templateVersion } = notice;
  const textSha256 = createHash('sha256').update(text).digest('hex');
  return { language, templateVersion, textSha256, fetchedBy };
}

function noticesOf(means: Means, { state }: CaseRecord, language: string): InboxNotice[] {
  const { file } = state;
  return file.notices.map((notice) => {
    const measure = measureOf(file.measures, notice);
    return {
      ...renderIn(means, state, { notice, language }),
      ...{ noticeId: notice.noticeId, caseId: file.caseId, issuedAtUs: notice.issuedAtUs },
      delivered: notice.deliveredAtUs !== null,
      statement: measure?.statement ?? null,
      reversed: measure?.reversed ?? false,
    };
  });
}

function renderIn(
  means: Means,
  { file }: CaseRecord['state'],
  { notice, language }: { notice: Notice; language: string },
): Rendered {
  const measure = measureOf(file.measures, notice);
  if (measure) {
    const { statement, measureId, reversed } = measure;
    return renderNotice({ statement, measureId, subjectId: file.subject.id, reversed }, language);
  }
  if (notice.said) return renderSaid(notice.said, language);
  const proposed = file.proposals.find(({ noticeId }) => noticeId === notice.noticeId);
  const ladder = means.views.policyOf(partitionOf(file.organisationId, means.layout))?.ladder;
  if (!proposed || !ladder) return { ...PLAIN, text: notice.text };
  return renderHearing({ file, proposed, answerWithinMs: ladder.process.answerWithinMs }, language);
}

function measureOf(measures: readonly Measure[], { noticeId }: Notice): Measure | undefined {
  return measures.find((item) => item.noticeId === noticeId);
}

/** Undelivered as long as an answer ends something. */
function noticesOnPace(
  means: Means,
  pace: PaceState,
  { contact, language }: { contact: string; language: string },
): InboxNotice[] {
  const { slow, senderId } = pace;
  if (!slow) return [];
  return slow.notices
    .filter((notice) => notice.contact === contact)
    .map(({ noticeId, text, issuedAtUs }) => ({
      // An entry of before explanations were recorded has its English text only.
      ...(slow.explanation === ''
        ? { ...PLAIN, text }
        : renderPace({ ...slow, senderId }, language)),
      ...{ noticeId, issuedAtUs, caseId: '', statement: null },
      delivered: runningAt(pace, nowUs(means)) === null,
      reversed: false,
    }));
}

/** A contact reads what was sent to it; nobody else's notice tells it more. */
function noticesTo(
  hold: Hold,
  { contact, language }: { contact: string; language: string },
): InboxNotice[] {
  return hold.notices
    .filter((notice) => notice.contact === contact)
    .map(({ noticeId, issuedAtUs }) => ({
      ...{ ...renderHold(hold, language), noticeId, issuedAtUs, caseId: '', statement: null },
      delivered: hold.status === 'LIFTED',
      reversed: false,
    }));
}

/** What an organisation is told about its appeals. */
function noticeOn(step: ComplaintStep, language: string): InboxNotice {
  const { noticeId, atUs: issuedAtUs, deliveredAtUs } = step;
  return {
    ...renderSaid(sayComplaint(step), language),
    ...{ noticeId, issuedAtUs, caseId: '', statement: null, reversed: false },
    delivered: deliveredAtUs !== null,
  };
}
