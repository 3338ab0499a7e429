import { Outcome, type SendResult } from '@hustings/contracts/governor';
import { addNumber } from '@hustings/dev-env';
import { present } from '@hustings/kernel';
import { expect, vi } from 'vitest';
import { CLAUSE } from './casework.ts';
import { type Caller, Desk } from './desk.ts';
import { addTool, messageFor, numberOf, openScene, queueAll, type Scene } from './scene.ts';

/** A number of a campaign that has written to a few people, all of whom replied. */
export interface CampaignNumber {
  scene: Scene;
  desk: Desk;
  admin: Caller;
  /** Another number of the same campaign, with a tool of its own. */
  other: { senderId: string; toolToken: string };
  /** When its first tool was first used, milliseconds since the Unix epoch. */
  firstUsedAt: number;
}

/** Four in ten of those with an index from 1,000 on opt out once they are written to; nobody else says anything more. */
export async function openNumber(plan: {
  windowMs: number;
  restrictionMs: number;
  repliers: number;
}): Promise<CampaignNumber> {
  const scene = await openScene({
    change: ({ enforcement }) => {
      const { ladder, signals, rules } = enforcement;
      signals.windowMs = plan.windowMs;
      const rule = { ...present(rules[0], 'a rule'), clause: CLAUSE };
      const unwanted = 'neverRepliedShare >= 0.7 && optOutShare >= 0.15';
      enforcement.rules = [
        { ...rule, id: 'new-tool', when: `sent >= 15.0 && newToolShare >= 0.5 && ${unwanted}` },
        { ...rule, id: 'unwanted', when: `sent >= 30.0 && ${unwanted}` },
      ];
      ladder.warning.minGapAfterDeliveryMs = 1;
      ladder.restriction.durationMs = plan.restrictionMs;
      ladder.noticeDeemedDeliveredAfterMs = 600_000;
    },
  });
  const { office, provider, party } = scene;
  const desk = new Desk(scene);
  const admin = await desk.as(party.adminToken);
  const senderId = await addNumber(office, provider, {
    ...{ adminToken: admin.token, number: '+34600100010', limitProfile: 'whatsapp-20' },
  });
  const toolToken = await addTool(scene, 'Tool of the other number', [senderId]);
  const repliers = Array.from({ length: plan.repliers }, (_, index) => numberOf(index));
  const strangers = Array.from({ length: 400 }, (_, index) => numberOf(1_000 + index));
  const afterMs = { min: 0, max: 50 };
  await provider.setScript({
    deliveryMs: { min: 1, max: 20 },
    rules: [
      { action: 'REPLY', recipients: repliers, afterMs },
      { action: 'STOP', recipients: strangers, share: 0.4, afterMs },
    ],
  });
  const firstUsedAt = Date.now();
  const first = repliers.map((_, index) => messageFor(party, index));
  await queueAll(scene, first);
  await vi.waitFor(async () => expect((await provider.report()).replies).toBe(repliers.length), {
    ...{ timeout: 30_000, interval: 50 },
  });
  return { scene, desk, admin, other: { senderId, toolToken }, firstUsedAt };
}

/** Everything is refused up to the instant, and nothing from it on: judged by when a call began and when it was answered. */
export async function expectEndAt(
  endsAtMs: number,
  call: () => Promise<SendResult>,
): Promise<void> {
  for (;;) {
    const beganMs = Date.now();
    const { outcome } = await call();
    if (outcome === Outcome.OUTCOME_REFUSED) {
      expect(beganMs).toBeLessThan(endsAtMs);
      continue;
    }
    expect(Date.now()).toBeGreaterThanOrEqual(endsAtMs);
    expect(beganMs).toBeLessThan(endsAtMs + 1_000);
    return;
  }
}
