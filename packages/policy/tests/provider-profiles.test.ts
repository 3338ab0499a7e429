import { readFileSync } from 'node:fs';
import { present } from '@hustings/kernel';
import { describe, expect, test } from 'vitest';
import { type Limit, type PolicyDocument, parsePolicyText } from '../src/index.ts';
import { parseProviderData, providerProfiles, readProviderData } from '../src/providers.ts';

const DATA = readProviderData();

function example(name: string): PolicyDocument {
  const url = new URL(`../../../examples/policies/${name}.json`, import.meta.url);
  const parsed = parsePolicyText(readFileSync(url, 'utf8'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

const PROFILES = example('default').limits.profiles;

function limitOf(profile: string, id: string): Limit {
  const { sender, organisation } = present(PROFILES[profile], `the profile ${profile}`);
  const found = [...sender, ...organisation].find((limit) => limit.id === id);
  return present(found, `${profile} has a limit ${id}`);
}

/** Most units that a limit lets through in any half-open span of so many milliseconds, when it was at rest before. */
function mostIn(limit: Limit, spanMs: number): number {
  switch (limit.shape) {
    case 'window':
    case 'uniques':
    case 'unanswered':
      return limit.max * Math.ceil(spanMs / limit.perMs);
    case 'bucket':
    case 'pair':
      return limit.burst + Math.ceil(spanMs / limit.everyMs) - 1;
  }
}

describe('the data say it and the profile holds it', () => {
  const exact: [profile: string, limit: string, row: string][] = [
    ['whatsapp-20', 'sender-per-second', 'whatsapp-throughput-20'],
    ['whatsapp-80', 'sender-per-second', 'whatsapp-throughput-80'],
    ['whatsapp-1000', 'sender-per-second', 'whatsapp-throughput-1000'],
    ['whatsapp-20', 'portfolio-recipients', 'whatsapp-portfolio-100000'],
    ['whatsapp-20-tier-250', 'portfolio-recipients', 'whatsapp-portfolio-250'],
    ['whatsapp-80-tier-2000', 'portfolio-recipients', 'whatsapp-portfolio-2000'],
    ['whatsapp-80-tier-10000', 'portfolio-recipients', 'whatsapp-portfolio-10000'],
    ['twilio-short-code', 'sender-segments', 'twilio-short-code'],
    ['us-10dlc-score-75', 'campaign-4500-per-minute', 'att-class-ab-sms'],
    ['us-10dlc-score-50', 'campaign-2400-per-minute', 'att-class-cd-sms'],
    ['us-10dlc-score-25', 'campaign-240-per-minute', 'att-class-ef-sms'],
    ['us-10dlc-low-volume', 'campaign-75-per-minute', 'att-class-t-sms'],
    ['us-10dlc-score-75', 'brand-200000-per-day', 'tmobile-brand-75'],
    ['us-10dlc-score-50', 'brand-40000-per-day', 'tmobile-brand-50'],
    ['us-10dlc-score-25', 'brand-10000-per-day', 'tmobile-brand-25'],
    ['us-10dlc-unvetted', 'brand-2000-per-day', 'tmobile-brand-1'],
    ['sms-long-code', 'brand-2000-per-day', 'tmobile-brand-1'],
    ['telegram', 'sender-per-second', 'telegram-bulk'],
    ['telegram', 'sender-to-recipient', 'telegram-chat'],
  ];
  test.each(exact)('%s, %s: as much as %s in its time, and no more', (profile, id, rowId) => {
    const row = present(
      DATA.limits.find((one) => one.id === rowId),
      rowId,
    );
    expect(mostIn(limitOf(profile, id), row.perMs)).toBe(row.max);
  });

  const spaced: [profile: string, row: string][] = [
    ['twilio-long-code', 'twilio-long-code'],
    ['twilio-toll-free', 'twilio-toll-free'],
  ];
  test.each(spaced)('%s: its rate over an hour, beyond the longest text at once', (profile, id) => {
    const limit = limitOf(profile, 'sender-segments');
    const row = present(
      DATA.limits.find((one) => one.id === id),
      id,
    );
    const most = mostIn(limit, 3_600_000) - 23;
    expect(most).toBeLessThanOrEqual((3_600_000 / row.perMs) * (row.max ?? 0));
    expect(most).toBeGreaterThan((3_590_000 / row.perMs) * (row.max ?? 0));
  });

  test('the pair limit of WhatsApp has its rate and its burst', () => {
    const pair = limitOf('whatsapp-20', 'sender-to-recipient');
    expect(pair).toMatchObject({ shape: 'pair', everyMs: 6_000, burst: 45 });
  });
});

describe.each(['default', 'demo'])('the policy %s', (name) => {
  const { profiles } = example(name).limits;

  test('holds every profile that follows from the data, and as it follows', () => {
    expect(profiles).toEqual(providerProfiles(DATA));
  });

  test('says of every limit what it means, whence it comes, how sure that is and that it fails closed', () => {
    for (const { sender, organisation } of Object.values(profiles)) {
      for (const limit of [...sender, ...organisation]) {
        expect(limit).toMatchObject({
          confidence: expect.any(String),
          onUnknownPast: 'empty',
          failurePolicy: 'closed',
        });
      }
    }
  });
});

test('the names that senders are registered with are all there', () => {
  const names = ['whatsapp-20', 'whatsapp-80', 'sms-long-code', 'telegram'];
  expect(Object.keys(PROFILES)).toEqual(expect.arrayContaining(names));
});

test('every sender limit of a profile can be paced at the provider, so that nothing is slowed to one a second', () => {
  const unpaced = Object.entries(PROFILES).filter(
    ([, { sender }]) =>
      !sender.some(
        (limit) => limit.shape === 'bucket' || (limit.shape === 'window' && limit.perMs <= 5_000),
      ),
  );
  expect(unpaced).toEqual([]);
});

describe('the data are refused', () => {
  const [first] = DATA.limits;
  const busted: [string, object, RegExp][] = [
    ['with one id twice', { limits: [first, first] }, /used twice/],
    ['with a row of unknown confidence', { limits: [{ ...first, confidence: 'sure' }] }, /confid/],
    ['with a row without a source', { limits: [{ ...first, source: '' }] }, /source/],
    ['with half a message', { limits: [{ ...first, max: 0.5 }] }, /max/],
    ['with an unknown field', { limits: [{ ...first, extra: 1 }] }, /extra/],
  ];
  test.each(busted)('%s', (_, change, message) => {
    expect(() => parseProviderData({ ...DATA, ...change })).toThrow(message);
  });
});
