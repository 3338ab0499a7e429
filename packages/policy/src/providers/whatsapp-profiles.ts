import type { Limit, LimitProfile } from '../document/limit-schema.ts';
import { ARRIVAL_GUARD_MS, commonOf, GUARD_MS, inWords, maxOf, windowOf } from './make-limit.ts';
import type { RowOf } from './profiles.ts';

/** Messaging limits of a business portfolio, and the word for each in a profile's name. */
const TIERS = ['250', '2000', '10000', '100000', 'unlimited'];
/** The tier of the profiles that name none; older senders are registered with them. */
const USUAL_TIER = '100000';

const KINDS = {
  '20': 'A WhatsApp number that is shared with the Business app: the provider takes 20 messages a second.',
  '80': 'A WhatsApp Business Platform number at the usual rate of 80 messages a second.',
} as const;

/**
 * One profile for each rate and tier. The tier belongs to the organisation and the profile to the number, but every
 * number's limit of this id counts in the same set of people, so numbers of different rates share one tier exactly; what
 * a profile adds is the maximum that it compares that set with. A field of the organisation would need another event, another
 * fact and another lookup in the deciding script, and would say no more.
 */
export function whatsappProfiles(rowOf: RowOf): Record<string, LimitProfile> {
  const profiles: Record<string, LimitProfile> = {};
  for (const [rate, meaning] of Object.entries(KINDS)) {
    profiles[`whatsapp-${rate}`] = profileOf(rowOf, { rate, tier: USUAL_TIER, meaning });
  }
  for (const [rate, meaning] of Object.entries(KINDS)) {
    for (const tier of TIERS) {
      profiles[`whatsapp-${rate}-tier-${tier}`] = profileOf(rowOf, { rate, tier, meaning });
    }
  }
  const meaning =
    'A WhatsApp Business Platform number that was raised to 1,000 messages a second; the provider does that only where the messaging limit is unlimited.';
  profiles['whatsapp-1000'] = profileOf(rowOf, { rate: '1000', tier: 'unlimited', meaning });
  return profiles;
}

function profileOf(
  rowOf: RowOf,
  { rate, tier, meaning }: { rate: string; tier: string; meaning: string },
): LimitProfile {
  const people =
    tier === 'unlimited'
      ? 'Unlimited messaging limit.'
      : `Messaging limit of ${inWords(Number(tier))} people in 24 hours.`;
  return {
    meaning: `${meaning} ${people}`,
    sender: [perSecond(rowOf, rate), pair(rowOf)],
    organisation: portfolio(rowOf, tier),
  };
}

function perSecond(rowOf: RowOf, rate: string): Limit {
  const row = rowOf(`whatsapp-throughput-${rate}`);
  const max = maxOf(row);
  const meaning = `At most ${inWords(max)} messages from one number in any second: an exact moving window, because a bucket with a burst would let more through in its first second. ${GUARD_MS} ms are added for the way to the provider. The provider counts what comes in as well, which is not counted here: leave room where many reply at once.`;
  const numbers = { max, perMs: row.perMs, guardMs: GUARD_MS, cost: 'messages' } as const;
  return windowOf(row, { id: 'sender-per-second', meaning }, numbers);
}

function pair(rowOf: RowOf): Limit {
  const row = rowOf('whatsapp-pair');
  const burst = row.burst ?? 1;
  const meaning = `One message every ${row.perMs / 1_000} seconds from one number to one person; up to ${burst} at once, paid back at that rate. Of these as many are kept back as come back in ${ARRIVAL_GUARD_MS / 1_000} seconds, so that it holds by the time of arrival.`;
  const words = { id: 'sender-to-recipient', meaning };
  const numbers = { everyMs: row.perMs, burst, guardMs: ARRIVAL_GUARD_MS };
  return { ...commonOf(row, words), shape: 'pair', ...numbers, cost: 'messages' };
}

function portfolio(rowOf: RowOf, tier: string): Limit[] {
  const row = rowOf(`whatsapp-portfolio-${tier}`);
  if (row.max === null) return [];
  const meaning = `At most ${inWords(row.max)} different people in any 24 hours, over all numbers of the organisation. People who replied within the last 24 hours do not count. The exact set of people, because a count by calendar day would let twice as many through around midnight. The period is ${ARRIVAL_GUARD_MS / 1_000} seconds longer, so that it holds by the time of arrival.`;
  const words = { id: 'portfolio-recipients', meaning };
  const numbers = { max: row.max, perMs: row.perMs, guardMs: ARRIVAL_GUARD_MS };
  return [{ ...commonOf(row, words), shape: 'uniques', ...numbers, cost: 'messages' }];
}
