import { Reason, WatchCampaignResponse } from '@hustings/contracts/governor';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { expect, test } from 'vitest';
import { isSettled } from '../src/send/follow-campaign.ts';
import { countSettled, renderCampaign, renderProgress } from '../src/send/progress.ts';
import { reconnectDelayMs } from '../src/send/reconnect.ts';
import { emptyTally } from '../src/send/tally.ts';

const CAMPAIGN = WatchCampaignResponse.fromPartial({
  queued: 300n,
  released: 330n,
  handedOff: 310n,
  delivered: 305n,
  replied: 12n,
  optedOut: 3n,
  cancelled: [{ reason: Reason.REASON_OPTED_OUT_ORGANISATION, messages: 2n }],
  refused: [{ reason: Reason.REASON_SUSPENDED, messages: 1n }],
  rejected: 5n,
  uncertain: 1n,
  completesAt: timestampFromUs(1_800_000_000_000_000n),
});

const ALL_ACCEPTED = { rows: 640, unanswered: 0, accepted: 640 };

test('a campaign on one line', () => {
  expect(renderCampaign(CAMPAIGN)).toBe(
    'queued 300, sent 310, delivered 305, replied 12, opted out 3, refused 1 (SUSPENDED 1), ' +
      'cancelled 2 (OPTED_OUT_ORGANISATION 2), rejected 5, uncertain 1, ' +
      'foreseen end 2027-01-15T08:00:00.000Z',
  );
});

test('a run on one line, before and after the first counts of the campaign', () => {
  const tally = {
    ...emptyTally(),
    accepted: 7,
    refused: { INVALID_NUMBER: 2 },
    broken: { BROKEN_ROW: 1 },
    reconnects: 1,
  };
  const tail = 'not accepted 2 (INVALID_NUMBER 2), broken rows 1 (BROKEN_ROW 1), reconnects 1';
  expect(renderProgress({ total: 10, tally, campaign: null })).toBe(`accepted 7, ${tail}`);
  const campaign = WatchCampaignResponse.fromPartial({ handedOff: 7n });
  expect(renderProgress({ total: 10, tally, campaign })).toBe(
    `queued 0, sent 7, delivered 0, replied 0, opted out 0, ${tail}`,
  );
});

test.each([
  ['nothing read', { rows: 0, unanswered: 0, accepted: 0, campaign: null }, 0],
  ['some unanswered', { rows: 64, unanswered: 10, accepted: 54, campaign: null }, 0],
  ['all accepted, none sent', { ...ALL_ACCEPTED, campaign: null }, 0],
  ['300 in the queue and 14 in flight', { ...ALL_ACCEPTED, campaign: CAMPAIGN }, 326],
  ['everything sent', { ...ALL_ACCEPTED, campaign: WatchCampaignResponse.create() }, 640],
])('rows that have their end: %s', (_, { campaign, ...counts }, settled) => {
  const tally = { ...emptyTally(), ...counts };
  expect(countSettled({ total: 640, tally, campaign })).toBe(settled);
});

test.each([
  ['queued messages', { queued: 1n, seq: 9n }, false],
  ['a message in flight', { released: 2n, handedOff: 1n, seq: 9n }, false],
  ['counts that are older than the answers', { seq: 8n }, false],
  ['nothing left', { released: 3n, handedOff: 1n, rejected: 1n, uncertain: 1n, seq: 9n }, true],
])('a campaign with %s', (_, counts, settled) => {
  expect(isSettled(WatchCampaignResponse.fromPartial(counts), 9)).toBe(settled);
});

test('the wait before a new stream doubles, is bounded and is spread', () => {
  for (const [attempt, full] of [200, 400, 800, 1600, 3200, 5000, 5000].entries()) {
    const delay = reconnectDelayMs(attempt);
    expect(delay).toBeGreaterThanOrEqual(full / 2);
    expect(delay).toBeLessThanOrEqual(full);
  }
});
