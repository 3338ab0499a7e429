import * as wire from '@hustings/contracts/enforcement';
import type { EventCodec } from '@hustings/event-log';
import { assert, present } from '@hustings/kernel';
import * as domain from '../domain/case/events.ts';
import { SYSTEM } from '../domain/case/people.ts';
import { appealCodec } from './appeal-codec.ts';
import { processCodec } from './process-codec.ts';
import { sanctionCodec } from './sanction-codec.ts';
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
import { readStrike, wireStrike } from './wire-process.ts';
import { readSaid, wireSaid } from './wire-said.ts';

/** How the events of a case stand in the log. An entry that does not fit throws while it is read. */
export const caseCodec: EventCodec<domain.CaseEvent> = {
  ...processCodec,
  CaseOpened: {
    eventType: 'enforcement.CaseOpened.v1',
    encode: ({ type: _, subject, strikes, factsAfterUs, ...event }) =>
      wire.CaseOpened.encode({
        ...event,
        ...wireSubject(subject),
        factsAfterUs: BigInt(factsAfterUs),
        strikes: strikes.map(wireStrike),
      }).finish(),
    decode(data) {
      const { caseId, organisationId, ruleId, ...message } = wire.CaseOpened.decode(data);
      const { openedBy, clause, whyNotNarrower } = message;
      return {
        type: 'CaseOpened',
        ...{ caseId, organisationId, ruleId, clause, whyNotNarrower },
        openedBy: openedBy === '' ? SYSTEM : openedBy,
        subject: readSubject(message),
        factsAfterUs: Number(message.factsAfterUs),
        strikes: message.strikes.map(readStrike),
      };
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
    encode: ({ type: _, said, ...event }) =>
      wire.NoticeIssued.encode(
        wire.NoticeIssued.fromPartial({ ...event, ...wireSaid(said), atUs: BigInt(event.atUs) }),
      ).finish(),
    decode(data) {
      const message = wire.NoticeIssued.decode(data);
      const { caseId, noticeId, organisationId, text, atUs } = message;
      const issued = { caseId, noticeId, organisationId, text, atUs: Number(atUs) };
      return { type: 'NoticeIssued', ...issued, ...readSaid(message) };
    },
  },
  NoticeDelivered: {
    eventType: 'enforcement.NoticeDelivered.v1',
    encode: ({ type: _, handedOut, ...event }) =>
      wire.NoticeDelivered.encode(
        wire.NoticeDelivered.fromPartial({ ...event, ...handedOut, atUs: BigInt(event.atUs) }),
      ).finish(),
    decode: decodeNoticeDelivered,
  },
  WarningDelivered: {
    eventType: 'enforcement.WarningDelivered.v1',
    encode: ({ type: _, subject, countsFromUs, ...event }) =>
      wire.WarningDelivered.encode({
        ...event,
        ...wireSubject(subject),
        countsFromUs: BigInt(countsFromUs),
      }).finish(),
    decode(data) {
      const message = wire.WarningDelivered.decode(data);
      const { caseId, noticeId, organisationId, countsFromUs } = message;
      const about = { subject: readSubject(message), organisationId };
      return {
        ...{ type: 'WarningDelivered', caseId, noticeId, ...about },
        countsFromUs: Number(countsFromUs),
      };
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
      const { caseId, organisationId, noticeId, decidedBy, ...message } = wire.Warned.decode(data);
      const subject = readSubject(message);
      const statement = readStatement(message.statement);
      const by = decidedBy === '' ? SYSTEM : decidedBy;
      const about = { caseId, organisationId, noticeId, subject };
      return { type: 'Warned', ...about, statement, decidedBy: by };
    },
  },
  SanctionImposed: sanctionCodec,
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
  ...appealCodec,
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

function decodeSanctionEnded(data: Uint8Array): domain.SanctionEnded {
  const message = wire.SanctionEnded.decode(data);
  const { caseId, sanctionId, organisationId, why } = message;
  const how = present(
    domain.SANCTION_ENDS.find((each) => each === why),
    'unknown end of a sanction',
  );
  return {
    type: 'SanctionEnded',
    caseId,
    sanctionId,
    subject: readSubject(message),
    organisationId,
    why: how,
    standingAfter: readStanding(message.standingAfter),
    atUs: Number(message.atUs),
  };
}

function decodeNoticeDelivered(data: Uint8Array): domain.NoticeDelivered {
  const message = wire.NoticeDelivered.decode(data);
  const { caseId, noticeId, how, atUs } = message;
  const { language, templateVersion, textSha256, fetchedBy } = message;
  assert(how === 'FETCHED' || how === 'DEEMED', 'unknown way of delivery');
  return {
    ...{ type: 'NoticeDelivered', caseId, noticeId, how, atUs: Number(atUs) },
    ...(language === '' ? {} : { handedOut: { language, templateVersion, textSha256, fetchedBy } }),
  };
}
