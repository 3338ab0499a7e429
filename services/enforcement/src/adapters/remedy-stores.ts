import { aggregateStore, type EventLog } from '@hustings/event-log';
import { dialogueDecider } from '../domain/dialogue/dialogue.ts';
import { exportDecider } from '../domain/dsa/export-aggregate.ts';
import { holdDecider } from '../domain/hold/decider.ts';
import { referralDecider } from '../domain/referral/decider.ts';
import type { Stores } from '../ports/stores.ts';
import { dialogueCodec } from './dialogue-codec.ts';
import { exportCodec } from './export-codec.ts';
import { holdCodec } from './hold-codec.ts';
import { referralCodec } from './referral-codec.ts';

type RemedyStores = Pick<Stores, 'holds' | 'referrals' | 'dialogues' | 'exports'>;

/** The aggregates of remedies in the event log. */
export function remedyStores(log: EventLog): RemedyStores {
  return {
    holds: aggregateStore({
      log,
      decider: holdDecider,
      context: 'enforcement',
      aggregate: 'hold',
      codec: holdCodec,
      snapshot: { schema: 'enforcement.HoldState.v1' },
      takesAway: (event) => event.type === 'CompromiseHoldPlaced',
    }),
    referrals: aggregateStore({
      log,
      decider: referralDecider,
      context: 'enforcement',
      aggregate: 'referral',
      codec: referralCodec,
      snapshot: { schema: 'enforcement.ReferralState.v1' },
    }),
    dialogues: aggregateStore({
      log,
      decider: dialogueDecider,
      context: 'enforcement',
      aggregate: 'dialogue',
      codec: dialogueCodec,
      snapshot: { schema: 'enforcement.Dialogue.v1' },
    }),
    exports: aggregateStore({
      log,
      decider: exportDecider,
      context: 'enforcement',
      aggregate: 'export',
      codec: exportCodec,
      snapshot: { schema: 'enforcement.ExportState.v1' },
    }),
  };
}
