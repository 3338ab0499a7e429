import * as wire from '@hustings/contracts/enforcement';
import type { EventCodec } from '@hustings/event-log';
import type { ConflictDeclared } from '../domain/officer/decider.ts';
import { CONFLICT } from './wire-enums.ts';

/** How declared conflicts of interest stand in the log. */
export const officerCodec: EventCodec<ConflictDeclared> = {
  ConflictDeclared: {
    eventType: 'enforcement.ConflictDeclared.v1',
    encode: ({ type: _, kind, endedAtUs, atUs, ...event }) =>
      wire.ConflictDeclared.encode({
        ...event,
        kind: CONFLICT.toWire(kind),
        endedAtUs: BigInt(endedAtUs),
        atUs: BigInt(atUs),
      }).finish(),
    decode(data) {
      const message = wire.ConflictDeclared.decode(data);
      const { officerId, organisationId, kind, endedAtUs, atUs } = message;
      return {
        ...{ type: 'ConflictDeclared', officerId, organisationId, kind: CONFLICT.fromWire(kind) },
        ...{ endedAtUs: Number(endedAtUs), atUs: Number(atUs) },
      };
    },
  },
};
