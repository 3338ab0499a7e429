import { Outcome } from '@hustings/contracts/governor';
import { expect } from 'vitest';
import { recordedGroups, waitFor } from './ask.ts';
import type { SeededSender } from './facts.ts';
import type { Rig } from './rig.ts';

/** One release as whoever reads the log sees it. */
export interface Release {
  messageId: string;
  recipient: string;
  /** By the clock of Redis. */
  atUs: number;
  seq: number;
}

export async function releasesOf(rig: Rig, { senderId }: SeededSender): Promise<Release[]> {
  return (await recordedGroups(rig)).flatMap(({ seq, recorded }) =>
    recorded.decisions
      .filter((one) => one.senderId === senderId && one.outcome === Outcome.OUTCOME_RELEASED)
      .map(({ messageId, recipient }) => ({
        ...{ messageId, recipient, seq },
        atUs: Number(recorded.decidedAtUs),
      })),
  );
}

/** Waits for so many releases, and judges all of them: nothing twice, never more than the limit in any window. */
export async function expectReleased(
  rig: Rig,
  sender: SeededSender,
  expected: { count: number; max: number; windowUs: number },
): Promise<Release[]> {
  const releases = await waitFor(async () => {
    const found = await releasesOf(rig, sender);
    expect(found.length).toBeGreaterThanOrEqual(expected.count);
    return found;
  });
  expect(releases).toHaveLength(expected.count);
  expect(new Set(releases.map(({ messageId }) => messageId)).size).toBe(expected.count);
  expect(fullestWindow(releases, expected.windowUs)).toBeLessThanOrEqual(expected.max);
  return releases;
}

/** Most releases in any window that begins with one of them, half open. */
export function fullestWindow(releases: readonly Release[], windowUs: number): number {
  const counts = releases.map(
    ({ atUs }) => releases.filter((one) => one.atUs >= atUs && one.atUs < atUs + windowUs).length,
  );
  return Math.max(0, ...counts);
}
