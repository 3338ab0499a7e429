import { StatementsExported } from '@hustings/contracts/enforcement';
import type { EventCodec } from '@hustings/event-log';
import type * as domain from '../domain/dsa/export-aggregate.ts';
import { plain } from './plain.ts';

/** How an export of statements stands in the log. */
export const exportCodec: EventCodec<domain.StatementsExported> = {
  StatementsExported: {
    eventType: 'enforcement.StatementsExported.v1',
    encode: ({ type: _, measureIds, ...event }) =>
      StatementsExported.encode({
        ...event,
        puids: [...event.puids],
        sanctionIds: [...measureIds],
        atUs: BigInt(event.atUs),
      }).finish(),
    decode(data) {
      const { sanctionIds, atUs, ...rest } = plain(StatementsExported.decode(data));
      return {
        ...{ type: 'StatementsExported', ...rest, measureIds: sanctionIds, atUs: Number(atUs) },
      };
    },
  },
};
