import { assert } from '@hustings/kernel';
import type { ReferralApproved, ReferralEvent, ReferralNotice } from './events.ts';
import type { ReferralItem } from './predicate.ts';

export interface Referral {
  referralId: string;
  organisationId: string;
  status: 'NOTICED' | 'MADE' | 'WITHDRAWN';
  notice: ReferralNotice;
  publishedBy: string;
  evidence: readonly ReferralItem[];
  submitters: readonly string[];
  approvals: readonly Pick<ReferralApproved, 'approvedBy' | 'approvedAs'>[];
  respondent: 'NOT_YET' | 'TOLD' | 'FORBIDDEN';
  /** Notice to the respondent; null until told. */
  told: { noticeId: string; text: string; atUs: number } | null;
}

/** Plain JSON: the state is the snapshot. Null before the notice. */
export interface ReferralState {
  referral: Referral | null;
}

/** The state after an event. */
export function evolveReferral(state: ReferralState, event: ReferralEvent): ReferralState {
  if (event.type === 'ReferralNoticePublished') {
    const { referralId, organisationId, notice, publishedBy } = event;
    return {
      referral: {
        ...{ referralId, organisationId, notice, publishedBy, status: 'NOTICED' },
        ...{ evidence: [], submitters: [], approvals: [], respondent: 'NOT_YET', told: null },
      },
    };
  }
  const { referral } = state;
  assert(referral !== null, `${event.type} before a notice`);
  return { referral: { ...referral, ...changeOf(referral, event) } };
}

function changeOf(
  referral: Referral,
  event: Exclude<ReferralEvent, { type: 'ReferralNoticePublished' }>,
): Partial<Referral> {
  switch (event.type) {
    case 'ReferralEvidenceAdded':
      return {
        evidence: [...referral.evidence, event.evidence],
        submitters: [...new Set([...referral.submitters, event.submittedBy])],
        // What was approved was approved on less.
        approvals: [],
      };
    case 'ReferralApproved': {
      const { approvedBy, approvedAs } = event;
      return { approvals: [...referral.approvals, { approvedBy, approvedAs }] };
    }
    case 'ReferralRespondentTold': {
      const { told, noticeId, text, atUs } = event;
      return told
        ? { respondent: 'TOLD', told: { noticeId, text, atUs } }
        : { respondent: 'FORBIDDEN' };
    }
    case 'ReferralMade':
      return { status: 'MADE' };
    case 'ReferralWithdrawn':
      return { status: 'WITHDRAWN' };
  }
}
