import * as wire from '@hustings/contracts/enforcement';
import type { EventCodec } from '@hustings/event-log';
import { assert } from '@hustings/kernel';
import type { ConfirmedAs, PaceEvent } from '../domain/pace/events.ts';
import { plain } from './plain.ts';

/** How the events of a sender's pace stand in the log. An entry that does not fit throws while it is read. */
export const paceCodec: EventCodec<PaceEvent> = {
  SlowStartBegan: {
    eventType: 'enforcement.SlowStartBegan.v1',
    encode: ({ type: _, measured, logSeqs, ...event }) =>
      wire.SlowStartBegan.encode({
        ...event,
        startsAtUs: BigInt(event.startsAtUs),
        endsAtUs: BigInt(event.endsAtUs),
        factsSinceUs: BigInt(event.factsSinceUs),
        restsUs: BigInt(event.restsUs),
        logSeqs: logSeqs.map(BigInt),
        signals: measured.map(({ name, value, threshold }) => ({
          ...{ name, value },
          threshold: threshold ?? undefined,
        })),
      }).finish(),
    decode(data) {
      const { signals, logSeqs, ...event } = plain(wire.SlowStartBegan.decode(data));
      return {
        type: 'SlowStartBegan',
        ...event,
        startsAtUs: Number(event.startsAtUs),
        endsAtUs: Number(event.endsAtUs),
        factsSinceUs: Number(event.factsSinceUs),
        restsUs: Number(event.restsUs),
        logSeqs: logSeqs.map(Number),
        measured: signals.map(({ name, value, threshold }) => ({
          ...{ name, value },
          threshold: threshold ?? null,
        })),
      };
    },
  },
  SlowStartNoticeSent: {
    eventType: 'enforcement.SlowStartNoticeSent.v1',
    encode: ({ type: _, ...event }) =>
      wire.SlowStartNoticeSent.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...rest } = plain(wire.SlowStartNoticeSent.decode(data));
      return { type: 'SlowStartNoticeSent', ...rest, atUs: Number(atUs) };
    },
  },
  PaceConfirmed: {
    eventType: 'enforcement.PaceConfirmed.v1',
    encode: ({ type: _, ...event }) =>
      wire.PaceConfirmed.encode({
        ...event,
        freeUntilUs: BigInt(event.freeUntilUs),
        atUs: BigInt(event.atUs),
      }).finish(),
    decode(data) {
      const { confirmedAs, freeUntilUs, atUs, ...rest } = plain(wire.PaceConfirmed.decode(data));
      return {
        type: 'PaceConfirmed',
        ...rest,
        confirmedAs: readConfirmedAs(confirmedAs),
        freeUntilUs: Number(freeUntilUs),
        atUs: Number(atUs),
      };
    },
  },
};

function readConfirmedAs(text: string): ConfirmedAs {
  assert(text === 'OWNER' || text === 'OPERATOR', `nobody confirms a pace as ${text}`);
  return text;
}
