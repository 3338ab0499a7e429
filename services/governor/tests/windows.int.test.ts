import { Outcome, Reason } from '@hustings/contracts/governor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quietRow, windowsWith } from './lua-windows.ts';
import { decisions, IMMEDIATE, releasedOf, sendOne } from './support/ask.ts';
import { activatePolicy, type SeededSender, seedSender } from './support/facts.ts';
import { messageOf, numberOf, POLICY, type Rig, startRig } from './support/rig.ts';

const HOUR_MS = 3_600_000;

/** Iceland keeps UTC all the year: a band of an hour there that begins in six hours. */
const OPENING_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS + 6 * HOUR_MS;
const hourOf = (ms: number) => new Date(ms).toISOString().slice(11, 13);
const icelandic = quietRow('IS', `${hourOf(OPENING_MS)}:00`, `${hourOf(OPENING_MS)}:59`);
const WINDOWS = windowsWith({
  quietHours: { apply: ['PT'], own: [quietRow('*', '00:00', '24:00'), icelandic], holidays: {} },
});

const ICELAND = { recipientRegion: 'IS' };

let rig: Rig;
let sender: SeededSender;
beforeAll(async () => {
  rig = await startRig();
  await activatePolicy(rig.log, { ...POLICY, windows: WINDOWS });
  sender = await seedSender(rig.log, 'fast');
});
afterAll(() => rig.stop());

const send = (index: number, changes: object = {}) =>
  sendOne(rig.client(sender), messageOf(sender, numberOf(index), changes));

describe('in quiet hours', () => {
  it('a message stands in its lane until they end, and nobody waits behind it', async () => {
    const asleep = await send(1, ICELAND);
    expect(asleep).toMatchObject({
      outcome: Outcome.OUTCOME_QUEUED,
      reason: Reason.REASON_QUIET_HOURS,
      ruleId: 'quiet:IS',
      retryAt: undefined,
    });
    expect(Number(asleep.estimatedReleaseAt?.seconds)).toBeGreaterThanOrEqual(OPENING_MS / 1_000);
    const awake = await send(2);
    expect(awake).toMatchObject({ outcome: Outcome.OUTCOME_QUEUED, reason: 0 });
    const [released] = await releasedOf(rig, sender.senderId, 1);
    expect(released?.messageId).toBe(awake.messageId);
    expect(released?.place).toBe(';;ES');
    const all = await decisions(rig);
    expect(all.filter(({ messageId }) => messageId === asleep.messageId)).toHaveLength(1);
  });

  it('whoever watches the campaign is told what it waits for and an end after the opening', async () => {
    const { campaignId } = sender;
    for await (const progress of rig.client(sender).watchCampaign({ campaignId })) {
      expect(Number(progress.completesAt?.seconds)).toBeGreaterThanOrEqual(OPENING_MS / 1_000);
      // At first nobody may have tried it: what is waited for comes without any other news.
      if (progress.waits.length === 0) continue;
      expect(progress.waits).toMatchObject([
        {
          senderId: sender.senderId,
          ruleId: 'quiet:IS',
          text: expect.stringMatching(/^Quiet hours/),
        },
      ]);
      expect(progress.bindingLimit).toBe('quiet:IS');
      break;
    }
  });

  it('a plan has everybody wait for the hours where the number is from, and nobody for the hours of others', async () => {
    const recipients = ['+3546111234', numberOf(4)];
    const plan = await rig
      .client(sender)
      .planCampaign({ senderId: sender.senderId, messages: 2n, recipients });
    expect(plan.bindingLimit).toBe('quiet:IS');
    expect(Number(plan.completesAt?.seconds)).toBeGreaterThanOrEqual(OPENING_MS / 1_000);
    expect(Number(plan.completesAt?.seconds)).toBeLessThan(OPENING_MS / 1_000 + HOUR_MS / 1_000);
    const [first] = plan.stretches;
    expect(first?.messages).toBeGreaterThan(0n);
    expect(Number(first?.from?.seconds)).toBeLessThan(OPENING_MS / 1_000 - HOUR_MS / 1_000);
    expect(plan.assumptions.join()).toContain('where their number is from');
  });

  it('a message that is wanted at once is held with the opening', async () => {
    const held = await send(3, { ...IMMEDIATE, ...ICELAND });
    expect(held).toMatchObject({
      outcome: Outcome.OUTCOME_HELD,
      reason: Reason.REASON_QUIET_HOURS,
    });
    expect(Number(held.retryAt?.seconds)).toBe(OPENING_MS / 1_000);
    expect(held.detail).toMatch(/quiet hours at the recipient's place \(quiet:IS\); retry at/);
  });

  it('where no fit hour can be known a message is held for good, whatever its mode', async () => {
    const held = await send(4, { recipientRegion: 'PT' });
    expect(held).toMatchObject({
      outcome: Outcome.OUTCOME_HELD,
      ruleId: 'quiet:PT',
      retryAt: undefined,
    });
  });
});

describe('a stated place', () => {
  it.each([
    [{ recipientZone: 'Europe/Madird' }, /recipient_zone must be an IANA zone/],
    [{ recipientRegion: 'Spain' }, /recipient_region must be an ISO 3166 code/],
    [{ recipientRegion: 'XX-1' }, /recipient_region/],
    [{ seatId: 'seat 1' }, /seat_id is not an id/],
  ])('%o is refused', async (changes, detail) => {
    const refused = await send(5, changes);
    expect(refused).toMatchObject({ reason: Reason.REASON_INVALID_REQUEST, messageId: '' });
    expect(refused.detail).toMatch(detail);
  });

  it('is recorded with the decision, as is the seat', async () => {
    const stated = { recipientRegion: 'ES-CN', recipientZone: 'Atlantic/Canary', seatId: 'seat-7' };
    const { messageId } = await send(6, { ...IMMEDIATE, ...stated });
    const recorded = (await decisions(rig)).find((one) => one.messageId === messageId);
    expect(recorded).toMatchObject({ place: 'ES-CN;Atlantic/Canary;', seatId: 'seat-7' });
  });

  it('makes another request under the same key', async () => {
    const message = messageOf(sender, numberOf(7), IMMEDIATE);
    await sendOne(rig.client(sender), message);
    const other = await sendOne(rig.client(sender), { ...message, recipientRegion: 'ES-CN' });
    expect(other.reason).toBe(Reason.REASON_IDEMPOTENCY_CONFLICT);
  });
});
