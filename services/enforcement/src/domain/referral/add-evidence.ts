import { err, ok, type Result } from '@hustings/kernel';
import type { AddReferralEvidence, ReferralRejection } from './commands.ts';
import type { ReferralEvent } from './events.ts';
import type { Referral } from './state.ts';

const SHA256 = /^[0-9a-f]{64}$/;

/** A file of a court holds more; who has more makes another referral. */
const MAX_EVIDENCE = 200;

/** Adds archived evidence of a class that the notice announced. */
export function addEvidence(
  { item, submittedBy, nowUs }: AddReferralEvidence,
  referral: Referral,
): Result<ReferralEvent[], ReferralRejection> {
  const refused = refuse(item, referral, nowUs);
  if (refused) return err(refused);
  const { referralId, evidence } = referral;
  const evidenceId = `evd-${referralId}-${evidence.length + 1}`;
  return ok([
    {
      type: 'ReferralEvidenceAdded',
      ...{ referralId, submittedBy, evidence: { ...item, evidenceId } },
    },
  ]);
}

function refuse(
  item: AddReferralEvidence['item'],
  { notice, evidence }: Referral,
  nowUs: number,
): ReferralRejection | null {
  const { evidenceClass, sha256, url, linkedEvidenceIds, conductAtUs } = item;
  if (evidence.length >= MAX_EVIDENCE) return { reason: 'TOO_MUCH_EVIDENCE', max: MAX_EVIDENCE };
  if (!notice.evidenceClasses.includes(evidenceClass)) {
    return { reason: 'EVIDENCE_NOT_ANNOUNCED', evidenceClass };
  }
  if (!SHA256.test(sha256)) return { reason: 'EVIDENCE_HASH_INVALID' };
  if (evidenceClass === 'D' && !URL.canParse(url)) return { reason: 'EVIDENCE_URL_MISSING' };
  if (conductAtUs > nowUs) return { reason: 'EVIDENCE_IN_FUTURE' };
  const unknown = linkedEvidenceIds.find(
    (id) => !evidence.some(({ evidenceId }) => evidenceId === id),
  );
  return unknown === undefined ? null : { reason: 'EVIDENCE_LINK_UNKNOWN', evidenceId: unknown };
}
