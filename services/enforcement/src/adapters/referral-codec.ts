import * as wire from '@hustings/contracts/enforcement';
import type { EventCodec } from '@hustings/event-log';
import { assert, present } from '@hustings/kernel';
import type { ReferralEvent, ReferralNotice } from '../domain/referral/events.ts';
import type { Ground, ReferralItem } from '../domain/referral/predicate.ts';
import { plain } from './plain.ts';
import { EVIDENCE_CLASS } from './wire-enums.ts';

const GROUNDS: readonly Ground[] = ['ON_PLATFORM', 'CONTINUED_AFTER_DATE', 'LINKED_BEFORE_DATE'];

/** How the events of a referral stand in the log. An entry that does not fit throws while it is read. */
export const referralCodec: EventCodec<ReferralEvent> = {
  ReferralNoticePublished: {
    eventType: 'enforcement.ReferralNoticePublished.v1',
    encode: ({ type: _, notice, ...event }) =>
      wire.ReferralNoticePublished.encode({ ...event, notice: wireNotice(notice) }).finish(),
    decode(data) {
      const { notice, ...rest } = plain(wire.ReferralNoticePublished.decode(data));
      return { type: 'ReferralNoticePublished', ...rest, notice: readNotice(notice) };
    },
  },
  ReferralEvidenceAdded: {
    eventType: 'enforcement.ReferralEvidenceAdded.v1',
    encode: ({ type: _, evidence, ...event }) =>
      wire.ReferralEvidenceAdded.encode({ ...event, evidence: wireItem(evidence) }).finish(),
    decode(data) {
      const { evidence, ...rest } = plain(wire.ReferralEvidenceAdded.decode(data));
      return { type: 'ReferralEvidenceAdded', ...rest, evidence: readItem(evidence) };
    },
  },
  ReferralApproved: {
    eventType: 'enforcement.ReferralApproved.v1',
    encode: ({ type: _, ...event }) =>
      wire.ReferralApproved.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, approvedAs, ...rest } = plain(wire.ReferralApproved.decode(data));
      assert(approvedAs === 'DECIDER' || approvedAs === 'COUNSEL', 'unknown approver');
      return { type: 'ReferralApproved', ...rest, approvedAs, atUs: Number(atUs) };
    },
  },
  ReferralRespondentTold: {
    eventType: 'enforcement.ReferralRespondentTold.v1',
    encode: ({ type: _, ...event }) =>
      wire.ReferralRespondentTold.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...rest } = plain(wire.ReferralRespondentTold.decode(data));
      return { type: 'ReferralRespondentTold', ...rest, atUs: Number(atUs) };
    },
  },
  ReferralMade: {
    eventType: 'enforcement.ReferralMade.v1',
    encode: ({ type: _, ...event }) =>
      wire.ReferralMade.encode({
        ...{ ...event, evidenceIds: [...event.evidenceIds], atUs: BigInt(event.atUs) },
      }).finish(),
    decode(data) {
      const { atUs, ground, ...rest } = plain(wire.ReferralMade.decode(data));
      const known = present(
        GROUNDS.find((each) => each === ground),
        'unknown ground',
      );
      return { type: 'ReferralMade', ...rest, ground: known, atUs: Number(atUs) };
    },
  },
  ReferralWithdrawn: {
    eventType: 'enforcement.ReferralWithdrawn.v1',
    encode: ({ type: _, ...event }) =>
      wire.ReferralWithdrawn.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...rest } = plain(wire.ReferralWithdrawn.decode(data));
      return { type: 'ReferralWithdrawn', ...rest, atUs: Number(atUs) };
    },
  },
};

/** A notice of legal action as the contract states it. */
export function wireNotice(notice: ReferralNotice): wire.ReferralNotice {
  return {
    ...notice,
    publishedAtUs: BigInt(notice.publishedAtUs),
    effectiveAfterUs: BigInt(notice.effectiveAfterUs),
    evidenceClasses: notice.evidenceClasses.map((each) => EVIDENCE_CLASS.toWire(each)),
  };
}

/** Evidence of a referral as the contract states it. */
export function wireItem(item: ReferralItem): wire.ReferralEvidence {
  return {
    ...item,
    evidenceClass: EVIDENCE_CLASS.toWire(item.evidenceClass),
    conductAtUs: BigInt(item.conductAtUs),
    linkedEvidenceIds: [...item.linkedEvidenceIds],
  };
}

/** Evidence as a caller or the log states it. Throws on a class that does not exist. */
export function readItem(message: wire.ReferralEvidence | undefined): ReferralItem {
  const { evidenceClass, conductAtUs, ...rest } = plain(present(message, 'evidence is missing'));
  return {
    ...rest,
    evidenceClass: EVIDENCE_CLASS.fromWire(evidenceClass),
    conductAtUs: Number(conductAtUs),
  };
}

function readNotice(message: wire.ReferralNotice | undefined): ReferralNotice {
  const { publishedAtUs, effectiveAfterUs, evidenceClasses, ...rest } = plain(
    present(message, 'the notice is missing'),
  );
  return {
    ...rest,
    publishedAtUs: Number(publishedAtUs),
    effectiveAfterUs: Number(effectiveAfterUs),
    evidenceClasses: evidenceClasses.map((each) => EVIDENCE_CLASS.fromWire(each)),
  };
}
