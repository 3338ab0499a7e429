import { setTimeout as sleep } from 'node:timers/promises';
import { Reason, type WatchCampaignResponse } from '@hustings/contracts/governor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  changeWindows,
  expectPromisesKept,
  messageFor,
  numberOf,
  openScene,
  queueAll,
  type Scene,
} from './support/scene.ts';

const TIMEOUT_MS = 240_000;
const MINUTE_MS = 60_000;
/** People of each place. */
const EACH = 40;

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
}, TIMEOUT_MS);
afterEach(() => scene.close());

/** A vote that is being held now: silence has begun, and where the law ends it with the polls it ends at this instant. */
function vote(jurisdiction: string, timeZone: string, closesAtMs: number) {
  const local = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone, ...options }).format(closesAtMs);
  return {
    id: `vote-${jurisdiction.toLowerCase()}`,
    jurisdiction,
    type: 'general',
    pollingDays: [local({ dateStyle: 'short' })],
    pollOpenLocal: '00:00',
    pollCloseLocal: local({ timeStyle: 'short' }),
    timeZones: [timeZone],
    sourceUrl: 'https://example.org/call',
    enteredBy: 'officer-1',
    approvedBy: 'officer-2',
  };
}

/** Queues messages for people at each place while the campaign is paused. */
async function queuePaused(places: readonly string[]): Promise<void> {
  const { campaignId, toolToken } = scene.party;
  await scene.office.governor(toolToken).pauseLane({ lane: { campaignId } });
  const messages = places.flatMap((recipientRegion, at) =>
    Array.from({ length: EACH }, (_, index) => ({
      ...messageFor(scene.party, at * EACH + index),
      recipientRegion,
    })),
  );
  await queueAll(scene, messages);
}

async function progress(): Promise<WatchCampaignResponse> {
  const { campaignId, toolToken } = scene.party;
  for await (const update of scene.office.governor(toolToken).watchCampaign({ campaignId })) {
    return update;
  }
  throw new Error('a campaign has a state');
}

async function untilSilenced(count: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const { cancelled = [] } = (await progress().catch(() => null)) ?? {};
        return cancelled.map(({ reason, messages }) => ({ reason, messages: Number(messages) }));
      },
      { timeout: 60_000 },
    )
    .toEqual([{ reason: Reason.REASON_ELECTION_SILENCE, messages: count }]);
}

/** Who of the people of a place the provider has got a message for. */
async function reached(place: number): Promise<string[]> {
  const { recipients } = await scene.provider.report();
  return Array.from({ length: EACH }, (_, index) => numberOf(place * EACH + index)).filter(
    (number) => recipients[number] !== undefined,
  );
}

describe('what stands in a paused lane', () => {
  it('is cancelled when silence begins, and the rest goes out when the campaign goes on', {
    timeout: TIMEOUT_MS,
  }, async () => {
    await queuePaused(['GH', 'PT']);
    await changeWindows(scene, { elections: [vote('GH', 'Africa/Accra', Date.now())] });
    await untilSilenced(EACH);
    expect(await progress()).toMatchObject({ paused: true, queued: BigInt(EACH), released: 0n });
    const { campaignId, toolToken } = scene.party;
    await scene.office.governor(toolToken).resumeLane({ lane: { campaignId } });
    await expect.poll(() => reached(1), { timeout: 60_000 }).toHaveLength(EACH);
    expect(await reached(0)).toEqual([]);
    await expectPromisesKept(scene, EACH);
  });

  it('does not outlive a silence of which no governor saw anything', {
    timeout: TIMEOUT_MS,
  }, async () => {
    await queuePaused(['ES', 'PT']);
    const governor = scene.stack.fleet.member('governor');
    await governor.kill('SIGKILL');
    const closesAtMs = Math.ceil((Date.now() + 10_000) / MINUTE_MS) * MINUTE_MS;
    await changeWindows(scene, { elections: [vote('ES', 'Europe/Madrid', closesAtMs)] });
    // The vote has to be over by the clock of Redis: a time that nothing but time brings about.
    await sleep(closesAtMs + 1_000 - Date.now());
    await governor.restart();
    const { campaignId, toolToken } = scene.party;
    await expect
      .poll(
        async () =>
          scene.office
            .governor(toolToken)
            .resumeLane({ lane: { campaignId } })
            .then(({ changed }) => changed)
            .catch(() => false),
        { timeout: 30_000 },
      )
      .toBe(true);
    await untilSilenced(EACH);
    await expect.poll(() => reached(1), { timeout: 60_000 }).toHaveLength(EACH);
    expect(await reached(0)).toEqual([]);
    await expectPromisesKept(scene, EACH);
  });
});
