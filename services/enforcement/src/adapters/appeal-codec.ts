import * as wire from '@hustings/contracts/enforcement';
import type { EventCodec } from '@hustings/event-log';
import { assert } from '@hustings/kernel';
import type * as domain from '../domain/case/appeal/events.ts';
import { plain } from './plain.ts';
import { readSubject, wireSubject } from './wire.ts';

/** How the events of appeals stand in the log. An entry that does not fit throws while it is read. */
export const appealCodec: EventCodec<domain.AppealEvent> = {
  AppealFiled: {
    eventType: 'enforcement.AppealFiled.v1',
    encode: ({ type: _, measureId, ...event }) =>
      wire.AppealFiled.encode({
        ...event,
        sanctionId: measureId,
        decideByUs: BigInt(event.decideByUs),
        stayDecideByUs: BigInt(event.stayDecideByUs),
        filedAtUs: BigInt(event.filedAtUs),
      }).finish(),
    decode(data) {
      const { sanctionId, decideByUs, stayDecideByUs, filedAtUs, ...rest } = plain(
        wire.AppealFiled.decode(data),
      );
      return {
        ...{ type: 'AppealFiled', ...rest, measureId: sanctionId },
        ...{ decideByUs: Number(decideByUs), stayDecideByUs: Number(stayDecideByUs) },
        filedAtUs: Number(filedAtUs),
      };
    },
  },
  AppealWithdrawn: {
    eventType: 'enforcement.AppealWithdrawn.v1',
    encode: ({ type: _, ...event }) =>
      wire.AppealWithdrawn.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...rest } = plain(wire.AppealWithdrawn.decode(data));
      return { type: 'AppealWithdrawn', ...rest, atUs: Number(atUs) };
    },
  },
  AppealUpheld: {
    eventType: 'enforcement.AppealUpheld.v1',
    encode: ({ type: _, ...event }) =>
      wire.AppealUpheld.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...rest } = plain(wire.AppealUpheld.decode(data));
      return { type: 'AppealUpheld', ...rest, atUs: Number(atUs) };
    },
  },
  AppealDismissed: {
    eventType: 'enforcement.AppealDismissed.v1',
    encode: ({ type: _, ...event }) =>
      wire.AppealDismissed.encode({
        ...{ ...event, atUs: BigInt(event.atUs) },
        manifestlyUnfounded: event.manifestlyUnfounded ?? false,
      }).finish(),
    decode(data) {
      const { atUs, manifestlyUnfounded, ...rest } = plain(wire.AppealDismissed.decode(data));
      const found = manifestlyUnfounded ? { manifestlyUnfounded } : {};
      return { type: 'AppealDismissed', ...rest, ...found, atUs: Number(atUs) };
    },
  },
  AppealModified: {
    eventType: 'enforcement.AppealModified.v1',
    encode: ({ type: _, ...event }) =>
      wire.AppealModified.encode({
        ...{ ...event, endsAtUs: BigInt(event.endsAtUs), atUs: BigInt(event.atUs) },
      }).finish(),
    decode(data) {
      const { endsAtUs, atUs, ...rest } = plain(wire.AppealModified.decode(data));
      return {
        ...{ type: 'AppealModified', ...rest, endsAtUs: Number(endsAtUs), atUs: Number(atUs) },
      };
    },
  },
  AppealSentBack: {
    eventType: 'enforcement.AppealSentBack.v1',
    encode: ({ type: _, ...event }) =>
      wire.AppealSentBack.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...rest } = plain(wire.AppealSentBack.decode(data));
      return { type: 'AppealSentBack', ...rest, atUs: Number(atUs) };
    },
  },
  AppealDefaulted: {
    eventType: 'enforcement.AppealDefaulted.v1',
    encode: ({ type: _, ...event }) =>
      wire.AppealDefaulted.encode({
        ...event,
        decideByUs: BigInt(event.decideByUs),
        atUs: BigInt(event.atUs),
      }).finish(),
    decode(data) {
      const { decideByUs, atUs, ...rest } = plain(wire.AppealDefaulted.decode(data));
      return {
        ...{ type: 'AppealDefaulted', ...rest },
        ...{ decideByUs: Number(decideByUs), atUs: Number(atUs) },
      };
    },
  },
  StayGranted: {
    eventType: 'enforcement.StayGranted.v1',
    encode: ({ type: _, subject, ...event }) =>
      wire.StayGranted.encode({
        ...{ ...event, ...wireSubject(subject) },
        ...{ startsAtUs: BigInt(event.startsAtUs), endsAtUs: BigInt(event.endsAtUs) },
      }).finish(),
    decode(data) {
      const message = plain(wire.StayGranted.decode(data));
      const { subjectKind: _, subjectId: __, startsAtUs, endsAtUs, ...rest } = message;
      return {
        ...{ type: 'StayGranted', ...rest, subject: readSubject(message) },
        ...{ startsAtUs: Number(startsAtUs), endsAtUs: Number(endsAtUs) },
      };
    },
  },
  StayRefused: {
    eventType: 'enforcement.StayRefused.v1',
    encode: ({ type: _, ...event }) =>
      wire.StayRefused.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...rest } = plain(wire.StayRefused.decode(data));
      return { type: 'StayRefused', ...rest, atUs: Number(atUs) };
    },
  },
  StayEnded: {
    eventType: 'enforcement.StayEnded.v1',
    encode: ({ type: _, subject, ...event }) =>
      wire.StayEnded.encode({
        ...{ ...event, ...wireSubject(subject), atUs: BigInt(event.atUs) },
      }).finish(),
    decode(data) {
      const message = plain(wire.StayEnded.decode(data));
      const { subjectKind: _, subjectId: __, atUs, why, ...rest } = message;
      assert(
        why === 'WITHDRAWN' || why === 'DISMISSED' || why === 'EXPIRED',
        'unknown end of a stay',
      );
      return {
        ...{ type: 'StayEnded', ...rest, why, subject: readSubject(message) },
        atUs: Number(atUs),
      };
    },
  },
  CopiesMarked: {
    eventType: 'enforcement.CopiesMarked.v1',
    encode: ({ type: _, measureId, copies, ...event }) =>
      wire.CopiesMarked.encode({
        ...{ ...event, sanctionId: measureId, copies: [...copies], atUs: BigInt(event.atUs) },
      }).finish(),
    decode(data) {
      const { sanctionId, atUs, ...rest } = plain(wire.CopiesMarked.decode(data));
      return { type: 'CopiesMarked', ...rest, measureId: sanctionId, atUs: Number(atUs) };
    },
  },
  MeasureAnnulled: {
    eventType: 'enforcement.MeasureAnnulled.v1',
    encode: ({ type: _, measureId, ...event }) =>
      wire.MeasureAnnulled.encode({
        ...{ ...event, sanctionId: measureId, atUs: BigInt(event.atUs) },
      }).finish(),
    decode(data) {
      const { sanctionId, atUs, ...rest } = plain(wire.MeasureAnnulled.decode(data));
      return { type: 'MeasureAnnulled', ...rest, measureId: sanctionId, atUs: Number(atUs) };
    },
  },
};
