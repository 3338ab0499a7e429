import { aggregateStore, type EventLog } from '@hustings/event-log';
import { complaintDecider } from '../domain/complaints/decider.ts';
import { dialogueDecider } from '../domain/dialogue/dialogue.ts';
import { exportDecider } from '../domain/dsa/export-aggregate.ts';
import { holdDecider } from '../domain/hold/decider.ts';
import { legalHoldDecider } from '../domain/legal-hold/decider.ts';
import { paceDecider } from '../domain/pace/decider.ts';
import { referralDecider } from '../domain/referral/decider.ts';
import type { Stores } from '../ports/stores.ts';
import { complaintCodec } from './complaint-codec.ts';
import { dialogueCodec } from './dialogue-codec.ts';
import { exportCodec } from './export-codec.ts';
import { holdCodec } from './hold-codec.ts';
import { legalHoldCodec } from './legal-hold-codec.ts';
import { paceCodec } from './pace-codec.ts';
import { referralCodec } from './referral-codec.ts';

type RemedyStores = Pick<
  Stores,
  'holds' | 'legalHolds' | 'complaints' | 'paces' | 'referrals' | 'dialogues' | 'exports'
>;

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
    legalHolds: aggregateStore({
      log,
      decider: legalHoldDecider,
      context: 'enforcement',
      aggregate: 'legal-hold',
      codec: legalHoldCodec,
      snapshot: { schema: 'enforcement.LegalHoldState.v1' },
    }),
    complaints: aggregateStore({
      log,
      decider: complaintDecider,
      context: 'enforcement',
      aggregate: 'complaints',
      codec: complaintCodec,
      snapshot: { schema: 'enforcement.ComplaintState.v1' },
    }),
    paces: aggregateStore({
      log,
      decider: paceDecider,
      context: 'enforcement',
      aggregate: 'pace',
      codec: paceCodec,
      snapshot: { schema: 'enforcement.PaceState.v2' },
      takesAway: (event) => event.type === 'SlowStartBegan',
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
