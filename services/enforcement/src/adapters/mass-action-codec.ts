import * as wire from '@hustings/contracts/enforcement';
import type { EventCodec } from '@hustings/event-log';
import type { MassActionEvent } from '../domain/mass-action/events.ts';
import { plain } from './plain.ts';

/** How mass actions stand in the log. */
export const massActionCodec: EventCodec<MassActionEvent> = {
  MassActionProposed: {
    eventType: 'enforcement.MassActionProposed.v1',
    encode: ({ type: _, items, sample, draws, atUs, ...event }) =>
      wire.MassActionProposed.encode({
        ...event,
        items: items.map((item) => ({ ...item })),
        sample: [...sample],
        draws: [...draws],
        atUs: BigInt(atUs),
      }).finish(),
    decode(data) {
      const { items, atUs, ...event } = plain(wire.MassActionProposed.decode(data));
      return { type: 'MassActionProposed', ...event, items: items.map(plain), atUs: Number(atUs) };
    },
  },
  MassActionApproved: {
    eventType: 'enforcement.MassActionApproved.v1',
    encode: ({ type: _, ...event }) =>
      wire.MassActionApproved.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...event } = plain(wire.MassActionApproved.decode(data));
      return { type: 'MassActionApproved', ...event, atUs: Number(atUs) };
    },
  },
  BlindReviewRecorded: {
    eventType: 'enforcement.BlindReviewRecorded.v1',
    encode: ({ type: _, ...event }) =>
      wire.BlindReviewRecorded.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...event } = plain(wire.BlindReviewRecorded.decode(data));
      return { type: 'BlindReviewRecorded', ...event, atUs: Number(atUs) };
    },
  },
  MassActionStageReleased: {
    eventType: 'enforcement.MassActionStageReleased.v1',
    encode: ({ type: _, ...event }) =>
      wire.MassActionStageReleased.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...event } = plain(wire.MassActionStageReleased.decode(data));
      return { type: 'MassActionStageReleased', ...event, atUs: Number(atUs) };
    },
  },
  MassActionHalted: {
    eventType: 'enforcement.MassActionHalted.v1',
    encode: ({ type: _, ...event }) =>
      wire.MassActionHalted.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...event } = plain(wire.MassActionHalted.decode(data));
      return { type: 'MassActionHalted', ...event, atUs: Number(atUs) };
    },
  },
  MassActionRolledBack: {
    eventType: 'enforcement.MassActionRolledBack.v1',
    encode: ({ type: _, ...event }) =>
      wire.MassActionRolledBack.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...event } = plain(wire.MassActionRolledBack.decode(data));
      return { type: 'MassActionRolledBack', ...event, atUs: Number(atUs) };
    },
  },
};
