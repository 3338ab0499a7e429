import type { Decider } from '@hustings/decider';
import { err, ok, type Result } from '@hustings/kernel';
import { sayInstant } from '../case/wording.ts';
import { fits } from '../hold/texts.ts';
import { addEvidence } from './add-evidence.ts';
import type {
  ApproveReferral,
  MakeReferral,
  PublishNotice,
  ReferralCommand,
  ReferralRejection,
  TellRespondent,
  WithdrawReferral,
} from './commands.ts';
import { endOfDayUs } from './day-rule.ts';
import type { ReferralEvent } from './events.ts';
import { groundOf } from './predicate.ts';
import { evolveReferral, type Referral, type ReferralState } from './state.ts';

/** Longest text of a referral, characters. */
export const MAX_REFERRAL_TEXT = 2000;

/** Deciders that a referral needs beside counsel. */
export const DECIDERS = 2;

type Decided = Result<ReferralEvent[], ReferralRejection>;

/** A referral to the law: a dated notice, evidence, two deciders and counsel. It is no sanction and changes no standing. */
export const referralDecider: Decider<
  ReferralState,
  ReferralCommand,
  ReferralEvent,
  ReferralRejection
> = { decide, evolve: evolveReferral, initialState: () => ({ referral: null }) };

function decide(command: ReferralCommand, { referral }: ReferralState): Decided {
  if (command.type === 'PublishNotice') {
    if (referral) return err({ reason: 'REFERRAL_EXISTS' });
    return isConflicted(command) ? err({ reason: 'CONFLICT_OF_INTEREST' }) : publish(command);
  }
  if (!referral) return err({ reason: 'REFERRAL_UNKNOWN' });
  if (referral.status !== 'NOTICED') {
    return err({ reason: 'REFERRAL_CLOSED', status: referral.status });
  }
  if (isConflicted(command)) return err({ reason: 'CONFLICT_OF_INTEREST' });
  switch (command.type) {
    case 'AddReferralEvidence':
      return addEvidence(command, referral);
    case 'ApproveReferral':
      return approve(command, referral);
    case 'TellRespondent':
      return tell(command, referral);
    case 'MakeReferral':
      return make(command, referral);
    case 'WithdrawReferral':
      return withdraw(command, referral);
  }
}

/** A party's rival has no hand in what is brought before a court about it. */
function isConflicted(command: ReferralCommand): boolean {
  return command.conflicted.includes(officerOf(command));
}

function officerOf(command: ReferralCommand): string {
  switch (command.type) {
    case 'PublishNotice':
      return command.publishedBy;
    case 'AddReferralEvidence':
      return command.submittedBy;
    case 'ApproveReferral':
      return command.approvedBy;
    case 'TellRespondent':
      return command.recordedBy;
    case 'MakeReferral':
      return command.madeBy;
    case 'WithdrawReferral':
      return command.withdrawnBy;
  }
}

/** The notice comes first, and its date lies ahead: conduct counts only after people could know. */
function publish(command: PublishNotice): Decided {
  const { referralId, organisationId, effectiveDate, timeZone, publishedBy, nowUs } = command;
  const { conduct, clause, evidenceClasses, contact } = command;
  for (const [field, text] of Object.entries({ conduct, clause, contact })) {
    if (!fits(text, MAX_REFERRAL_TEXT)) {
      return err({ reason: 'REFERRAL_TEXT_LENGTH', field, max: MAX_REFERRAL_TEXT });
    }
  }
  if (evidenceClasses.length === 0) return err({ reason: 'EVIDENCE_CLASSES_MISSING' });
  const effectiveAfterUs = endOfDayUs(effectiveDate, timeZone);
  if (effectiveAfterUs === null) return err({ reason: 'EFFECTIVE_DATE_INVALID' });
  if (effectiveAfterUs <= nowUs) return err({ reason: 'NOTICE_NOT_AHEAD', effectiveAfterUs });
  const notice = {
    ...{ publishedAtUs: nowUs, effectiveDate, timeZone, effectiveAfterUs },
    ...{ conduct, clause, evidenceClasses, contact },
  };
  return ok([{ type: 'ReferralNoticePublished', referralId, organisationId, notice, publishedBy }]);
}

/** Nobody who brought evidence decides on it, and nobody decides twice. */
function approve(command: ApproveReferral, referral: Referral): Decided {
  const { approvedBy, approvedAs, reasons, nowUs } = command;
  const { referralId, notice, evidence, submitters, publishedBy, approvals } = referral;
  if (!fits(reasons, MAX_REFERRAL_TEXT)) {
    return err({ reason: 'REFERRAL_TEXT_LENGTH', field: 'reasons', max: MAX_REFERRAL_TEXT });
  }
  if (approvedBy === publishedBy || submitters.includes(approvedBy)) {
    return err({ reason: 'APPROVER_INVOLVED' });
  }
  if (approvals.some((each) => each.approvedBy === approvedBy)) {
    return err({ reason: 'ALREADY_APPROVED' });
  }
  if (!groundOf(evidence, notice.effectiveAfterUs)) return err({ reason: 'PREDICATE_NOT_MET' });
  return ok([
    { type: 'ReferralApproved', referralId, approvedBy, approvedAs, reasons, atUs: nowUs },
  ]);
}

function tell({ forbiddenBy, recordedBy, nowUs }: TellRespondent, referral: Referral): Decided {
  const { referralId, notice } = referral;
  if (referral.respondent !== 'NOT_YET') return err({ reason: 'RESPONDENT_ALREADY_TOLD' });
  if (forbiddenBy.length > MAX_REFERRAL_TEXT) {
    return err({ reason: 'REFERRAL_TEXT_LENGTH', field: 'forbidden_by', max: MAX_REFERRAL_TEXT });
  }
  const told = forbiddenBy.trim() === '';
  return ok([
    {
      type: 'ReferralRespondentTold',
      ...{ referralId, told, forbiddenBy: told ? '' : forbiddenBy, recordedBy, atUs: nowUs },
      noticeId: told ? `ntc-${referralId}-1` : '',
      text: told ? sayNotice(referralId, notice) : '',
    },
  ]);
}

function make({ madeBy, nowUs }: MakeReferral, referral: Referral): Decided {
  const { referralId, notice, evidence, approvals, respondent } = referral;
  const met = groundOf(evidence, notice.effectiveAfterUs);
  if (!met) return err({ reason: 'PREDICATE_NOT_MET' });
  const deciders = approvals.filter(({ approvedAs }) => approvedAs === 'DECIDER').length;
  const counsel = approvals.some(({ approvedAs }) => approvedAs === 'COUNSEL');
  if (deciders < DECIDERS || !counsel) {
    return err({ reason: 'APPROVALS_MISSING', deciders, counsel });
  }
  if (respondent === 'NOT_YET') return err({ reason: 'RESPONDENT_NOT_TOLD' });
  return ok([{ type: 'ReferralMade', referralId, ...met, madeBy, atUs: nowUs }]);
}

function withdraw(
  { reason, withdrawnBy, nowUs }: WithdrawReferral,
  { referralId }: Referral,
): Decided {
  if (!fits(reason, MAX_REFERRAL_TEXT)) {
    return err({ reason: 'REFERRAL_TEXT_LENGTH', field: 'reason', max: MAX_REFERRAL_TEXT });
  }
  return ok([{ type: 'ReferralWithdrawn', referralId, reason, withdrawnBy, atUs: nowUs }]);
}

function sayNotice(referralId: string, notice: Referral['notice']): string {
  const { effectiveDate, timeZone, effectiveAfterUs, conduct, clause, contact } = notice;
  return [
    `Notice of legal action (${referralId}). It is no sanction and changes nothing in what you can send.`,
    `Conduct: ${conduct} (${clause})`,
    `It counts when it takes place after the end of ${effectiveDate} in the zone ${timeZone}, that is from ${sayInstant(effectiveAfterUs)} on, or as the notice says for evidence from this platform.`,
    `Classes of evidence: ${notice.evidenceClasses.join(', ')}. Contact: ${contact}`,
  ].join('\n');
}
