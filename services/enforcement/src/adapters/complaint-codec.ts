import * as wire from '@hustings/contracts/enforcement';
import type { EventCodec } from '@hustings/event-log';
import type { ComplaintEvent } from '../domain/complaints/events.ts';
import { plain } from './plain.ts';

/** How warnings and pauses of appeals stand in the log. */
export const complaintCodec: EventCodec<ComplaintEvent> = {
  ComplainantWarned: {
    eventType: 'enforcement.ComplainantWarned.v1',
    encode: ({ type: _, appealIds, ...event }) =>
      wire.ComplainantWarned.encode({
        ...{ ...event, appealIds: [...appealIds], atUs: BigInt(event.atUs) },
      }).finish(),
    decode(data) {
      const { atUs, ...event } = plain(wire.ComplainantWarned.decode(data));
      return { type: 'ComplainantWarned', ...event, atUs: Number(atUs) };
    },
  },
  ComplaintsPaused: {
    eventType: 'enforcement.ComplaintsPaused.v1',
    encode: ({ type: _, appealIds, ...event }) =>
      wire.ComplaintsPaused.encode({
        ...{ ...event, appealIds: [...appealIds] },
        ...{ untilUs: BigInt(event.untilUs), atUs: BigInt(event.atUs) },
      }).finish(),
    decode(data) {
      const { atUs, untilUs, ...event } = plain(wire.ComplaintsPaused.decode(data));
      const times = { untilUs: Number(untilUs), atUs: Number(atUs) };
      return { type: 'ComplaintsPaused', ...event, ...times };
    },
  },
  ComplaintsResumed: {
    eventType: 'enforcement.ComplaintsResumed.v1',
    encode: ({ type: _, ...event }) =>
      wire.ComplaintsResumed.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...event } = plain(wire.ComplaintsResumed.decode(data));
      return { type: 'ComplaintsResumed', ...event, atUs: Number(atUs) };
    },
  },
  ComplaintNoticeDelivered: {
    eventType: 'enforcement.ComplaintNoticeDelivered.v1',
    encode: ({ type: _, ...event }) =>
      wire.ComplaintNoticeDelivered.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { atUs, ...event } = plain(wire.ComplaintNoticeDelivered.decode(data));
      return { type: 'ComplaintNoticeDelivered', ...event, atUs: Number(atUs) };
    },
  },
};
