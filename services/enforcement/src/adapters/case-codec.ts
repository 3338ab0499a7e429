import * as wire from '@hustings/contracts/enforcement';
import type { EventCodec } from '@hustings/event-log';
import { assert } from '@hustings/kernel';
import type * as domain from '../domain/case/events.ts';
import {
  readEvidence,
  readStanding,
  readStatement,
  readSubject,
  wireEvidence,
  wireStanding,
  wireStatement,
  wireSubject,
} from './wire.ts';

/** How the events of a case stand in the log. An entry that does not fit throws while it is read. */
export const caseCodec: EventCodec<domain.CaseEvent> = {
  CaseOpened: {
    eventType: 'enforcement.CaseOpened.v1',
    encode: ({ type: _, subject, ...event }) =>
      wire.CaseOpened.encode({ ...event, ...wireSubject(subject) }).finish(),
    decode(data) {
      const { caseId, organisationId, ruleId, ...message } = wire.CaseOpened.decode(data);
      return { type: 'CaseOpened', caseId, organisationId, ruleId, subject: readSubject(message) };
    },
  },
  EvidenceAdded: {
    eventType: 'enforcement.EvidenceAdded.v1',
    encode: ({ caseId, evidence }) =>
      wire.EvidenceAdded.encode({ caseId, evidence: wireEvidence(evidence) }).finish(),
    decode(data) {
      const { caseId, evidence } = wire.EvidenceAdded.decode(data);
      return { type: 'EvidenceAdded', caseId, evidence: readEvidence(evidence) };
    },
  },
  NoticeIssued: {
    eventType: 'enforcement.NoticeIssued.v1',
    encode: ({ type: _, ...event }) =>
      wire.NoticeIssued.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { caseId, noticeId, organisationId, text, atUs } = wire.NoticeIssued.decode(data);
      return { type: 'NoticeIssued', caseId, noticeId, organisationId, text, atUs: Number(atUs) };
    },
  },
  NoticeDelivered: {
    eventType: 'enforcement.NoticeDelivered.v1',
    encode: ({ type: _, ...event }) =>
      wire.NoticeDelivered.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { caseId, noticeId, how, atUs } = wire.NoticeDelivered.decode(data);
      assert(how === 'FETCHED' || how === 'DEEMED', 'unknown way of delivery');
      return { type: 'NoticeDelivered', caseId, noticeId, how, atUs: Number(atUs) };
    },
  },
  Warned: {
    eventType: 'enforcement.Warned.v1',
    encode: ({ type: _, subject, statement, ...event }) =>
      wire.Warned.encode({
        ...event,
        ...wireSubject(subject),
        statement: wireStatement(statement),
      }).finish(),
    decode(data) {
      const { caseId, organisationId, noticeId, statement, ...message } = wire.Warned.decode(data);
      const subject = readSubject(message);
      const reasons = readStatement(statement);
      return { type: 'Warned', caseId, organisationId, noticeId, subject, statement: reasons };
    },
  },
  SanctionImposed: {
    eventType: 'enforcement.SanctionImposed.v1',
    encode: ({ type: _, subject, statement, ...event }) =>
      wire.SanctionImposed.encode({
        ...event,
        ...wireSubject(subject),
        standing: wireStanding(event.standing),
        startsAtUs: BigInt(event.startsAtUs),
        endsAtUs: BigInt(event.endsAtUs),
        statement: wireStatement(statement),
      }).finish(),
    decode: decodeSanctionImposed,
  },
  SanctionEnded: {
    eventType: 'enforcement.SanctionEnded.v1',
    encode: ({ type: _, subject, ...event }) =>
      wire.SanctionEnded.encode({
        ...event,
        ...wireSubject(subject),
        standingAfter: wireStanding(event.standingAfter),
        atUs: BigInt(event.atUs),
      }).finish(),
    decode: decodeSanctionEnded,
  },
  AppealFiled: {
    eventType: 'enforcement.AppealFiled.v1',
    encode: ({ type: _, measureId, ...event }) =>
      wire.AppealFiled.encode({
        ...event,
        sanctionId: measureId,
        decideByUs: BigInt(event.decideByUs),
      }).finish(),
    decode(data) {
      const { sanctionId, decideByUs, _unknownFields, ...event } = wire.AppealFiled.decode(data);
      const decideBy = Number(decideByUs);
      return { type: 'AppealFiled', ...event, measureId: sanctionId, decideByUs: decideBy };
    },
  },
  AppealUpheld: {
    eventType: 'enforcement.AppealUpheld.v1',
    encode: ({ type: _, ...event }) => wire.AppealUpheld.encode(event).finish(),
    decode(data) {
      const { _unknownFields, ...event } = wire.AppealUpheld.decode(data);
      return { type: 'AppealUpheld', ...event };
    },
  },
  AppealDismissed: {
    eventType: 'enforcement.AppealDismissed.v1',
    encode: ({ type: _, ...event }) => wire.AppealDismissed.encode(event).finish(),
    decode(data) {
      const { _unknownFields, ...event } = wire.AppealDismissed.decode(data);
      return { type: 'AppealDismissed', ...event };
    },
  },
  CaseClosed: {
    eventType: 'enforcement.CaseClosed.v1',
    encode: ({ type: _, ...event }) =>
      wire.CaseClosed.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { caseId, reason, atUs } = wire.CaseClosed.decode(data);
      return { type: 'CaseClosed', caseId, reason, atUs: Number(atUs) };
    },
  },
};

function decodeSanctionImposed(data: Uint8Array): domain.SanctionImposed {
  const message = wire.SanctionImposed.decode(data);
  const { caseId, sanctionId, organisationId, noticeId, decidedBy } = message;
  const standing = readStanding(message.standing);
  assert(standing === 'RESTRICTED', 'the machine imposes nothing but restrictions');
  return {
    type: 'SanctionImposed',
    caseId,
    sanctionId,
    subject: readSubject(message),
    organisationId,
    standing,
    startsAtUs: Number(message.startsAtUs),
    endsAtUs: Number(message.endsAtUs),
    noticeId,
    statement: readStatement(message.statement),
    decidedBy,
  };
}

function decodeSanctionEnded(data: Uint8Array): domain.SanctionEnded {
  const message = wire.SanctionEnded.decode(data);
  const { caseId, sanctionId, organisationId, why } = message;
  assert(why === 'EXPIRED' || why === 'OVERTURNED', 'unknown end of a sanction');
  return {
    type: 'SanctionEnded',
    caseId,
    sanctionId,
    subject: readSubject(message),
    organisationId,
    why,
    standingAfter: readStanding(message.standingAfter),
    atUs: Number(message.atUs),
  };
}
