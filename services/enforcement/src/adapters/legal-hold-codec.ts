import * as wire from '@hustings/contracts/enforcement';
import type { EventCodec } from '@hustings/event-log';
import type { LegalHoldEvent } from '../domain/legal-hold/events.ts';
import { plain } from './plain.ts';

/** How legal holds stand in the log. */
export const legalHoldCodec: EventCodec<LegalHoldEvent> = {
  LegalHoldPlaced: {
    eventType: 'enforcement.LegalHoldPlaced.v1',
    encode: ({ type: _, ...event }) =>
      wire.LegalHoldPlaced.encode({
        ...event,
        coversFromUs: BigInt(event.coversFromUs),
        atUs: BigInt(event.atUs),
      }).finish(),
    decode(data) {
      const { atUs, coversFromUs, ...event } = plain(wire.LegalHoldPlaced.decode(data));
      const times = { coversFromUs: Number(coversFromUs), atUs: Number(atUs) };
      return { type: 'LegalHoldPlaced', ...event, ...times };
    },
  },
  LegalHoldLiftAsked: {
    eventType: 'enforcement.LegalHoldLiftAsked.v1',
    encode: ({ type: _, ...event }) =>
      wire.LegalHoldLiftAsked.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...event } = plain(wire.LegalHoldLiftAsked.decode(data));
      return { type: 'LegalHoldLiftAsked', ...event, atUs: Number(atUs) };
    },
  },
  LegalHoldLifted: {
    eventType: 'enforcement.LegalHoldLifted.v1',
    encode: ({ type: _, ...event }) =>
      wire.LegalHoldLifted.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...event } = plain(wire.LegalHoldLifted.decode(data));
      return { type: 'LegalHoldLifted', ...event, atUs: Number(atUs) };
    },
  },
};
