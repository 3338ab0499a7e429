import * as wire from '@hustings/contracts/enforcement';
import type { EventCodec } from '@hustings/event-log';
import { assert } from '@hustings/kernel';
import type { HeldSubject, HoldEvent, PlacedAs } from '../domain/hold/events.ts';
import { plain } from './plain.ts';

const PLACED_AS = ['OWNER', 'SYSTEM', 'MODERATOR'] as const;

/** How the events of holds stand in the log. An entry that does not fit throws while it is read. */
export const holdCodec: EventCodec<HoldEvent> = {
  CompromiseHoldPlaced: {
    eventType: 'enforcement.CompromiseHoldPlaced.v1',
    encode: ({ type: _, subject, ...event }) =>
      wire.CompromiseHoldPlaced.encode({
        ...{ ...event, ...wireHeld(subject), caseId: '', endsAtUs: 0n },
        suspectCredentialIds: [...event.suspectCredentialIds],
        startsAtUs: BigInt(event.startsAtUs),
        suspectedSinceUs: BigInt(event.suspectedSinceUs),
        reviewByUs: BigInt(event.reviewByUs),
      }).finish(),
    decode(data) {
      const message = wire.CompromiseHoldPlaced.decode(data);
      const { holdId, organisationId, noticeId, reasons, decidedBy } = message;
      return {
        type: 'CompromiseHoldPlaced',
        ...{ holdId, organisationId, noticeId, reasons, decidedBy, subject: readHeld(message) },
        placedAs: readPlacedAs(message.placedAs),
        startsAtUs: Number(message.startsAtUs),
        suspectedSinceUs: Number(message.suspectedSinceUs),
        suspectCredentialIds: message.suspectCredentialIds,
        reviewByUs: Number(message.reviewByUs),
      };
    },
  },
  HoldNoticeSent: {
    eventType: 'enforcement.HoldNoticeSent.v1',
    encode: ({ type: _, ...event }) =>
      wire.HoldNoticeSent.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...rest } = plain(wire.HoldNoticeSent.decode(data));
      return { type: 'HoldNoticeSent', ...rest, atUs: Number(atUs) };
    },
  },
  HoldReviewed: {
    eventType: 'enforcement.HoldReviewed.v1',
    encode: ({ type: _, ...event }) =>
      wire.HoldReviewed.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...rest } = plain(wire.HoldReviewed.decode(data));
      return { type: 'HoldReviewed', ...rest, atUs: Number(atUs) };
    },
  },
  OwnerReverified: {
    eventType: 'enforcement.OwnerReverified.v1',
    encode: ({ type: _, ...event }) =>
      wire.OwnerReverified.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...rest } = plain(wire.OwnerReverified.decode(data));
      return { type: 'OwnerReverified', ...rest, atUs: Number(atUs) };
    },
  },
  RecipientsTold: {
    eventType: 'enforcement.RecipientsTold.v1',
    encode: ({ type: _, ...event }) =>
      wire.RecipientsTold.encode({
        ...{ ...event, people: BigInt(event.people), atUs: BigInt(event.atUs) },
      }).finish(),
    decode(data) {
      const { atUs, people, ...rest } = plain(wire.RecipientsTold.decode(data));
      return { type: 'RecipientsTold', ...rest, people: Number(people), atUs: Number(atUs) };
    },
  },
  CompromiseHoldLifted: {
    eventType: 'enforcement.CompromiseHoldLifted.v1',
    encode: ({ type: _, subject, ...event }) =>
      wire.CompromiseHoldLifted.encode({
        ...{ ...event, ...wireHeld(subject), caseId: '', atUs: BigInt(event.atUs) },
        markedFromUs: BigInt(event.markedFromUs),
        markedUntilUs: BigInt(event.markedUntilUs),
      }).finish(),
    decode(data) {
      const message = wire.CompromiseHoldLifted.decode(data);
      const { holdId, organisationId, reason, confirmed, liftedBy } = message;
      return {
        type: 'CompromiseHoldLifted',
        ...{ holdId, organisationId, reason, confirmed, liftedBy, subject: readHeld(message) },
        atUs: Number(message.atUs),
        markedFromUs: Number(message.markedFromUs),
        markedUntilUs: Number(message.markedUntilUs),
      };
    },
  },
};

/** A held subject as the contract states it. */
export function wireHeld({ kind, id }: HeldSubject) {
  const subjectKind =
    kind === 'ORGANISATION'
      ? wire.SubjectKind.SUBJECT_KIND_ORGANISATION
      : wire.SubjectKind.SUBJECT_KIND_SENDER;
  return { subjectKind, subjectId: id };
}

function readHeld(message: { subjectKind: wire.SubjectKind; subjectId: string }): HeldSubject {
  const { subjectKind, subjectId } = message;
  const isOrganisation = subjectKind === wire.SubjectKind.SUBJECT_KIND_ORGANISATION;
  assert(
    isOrganisation || subjectKind === wire.SubjectKind.SUBJECT_KIND_SENDER,
    'a hold is about an organisation or a sender',
  );
  return { kind: isOrganisation ? 'ORGANISATION' : 'SENDER', id: subjectId };
}

function readPlacedAs(text: string): PlacedAs {
  for (const known of PLACED_AS) if (known === text) return known;
  assert(false, `nobody places a hold as ${text}`);
}
