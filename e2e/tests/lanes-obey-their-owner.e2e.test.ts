import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  expectPromisesKept,
  messageFor,
  numberOf,
  openScene,
  queueAll,
  type Scene,
  untilSettled,
} from './support/scene.ts';

const TIMEOUT_MS = 120_000;
/** At 20 a second: a clock that only the provider drives. */
const TICKS = 20;
const OTHER_FROM = 1_200;

let scene: Scene;
let other: string;
beforeEach(async () => {
  scene = await openScene();
  const { adminToken } = scene.party;
  const { campaign } = await scene.office.registry(adminToken).createCampaign({ name: 'Otra' });
  other = campaign?.campaignId ?? '';
}, TIMEOUT_MS);
afterEach(() => scene.close());

/** Messages of the first campaign, or of the other one. */
function messages(count: number, from = 0, campaignId = scene.party.campaignId) {
  // One text for all: its verdict is asked for once.
  const text = 'Hola: la asamblea es el jueves.';
  return Array.from({ length: count }, (_, index) => ({
    ...messageFor({ ...scene.party, campaignId }, from + index),
    text,
  }));
}

/** How many of these people the provider has got a message for. */
async function takenOf(count: number, from = 0): Promise<number> {
  const { recipients } = await scene.provider.report();
  const people = Array.from({ length: count }, (_, index) => numberOf(from + index));
  return people.filter((number) => recipients[number] !== undefined).length;
}

async function untilTaken(wanted: number, count: number, from = 0): Promise<void> {
  await expect
    .poll(() => takenOf(count, from), { timeout: 60_000, interval: 50 })
    .toBeGreaterThanOrEqual(wanted);
}

/** A second passes, by what the provider takes of the other campaign. */
async function letASecondPass(): Promise<void> {
  await queueAll(scene, messages(TICKS, OTHER_FROM, other));
  await untilTaken(TICKS, TICKS, OTHER_FROM);
}

describe('a small campaign', () => {
  it('is not starved by a big one of the same number', { timeout: TIMEOUT_MS }, async () => {
    const BIG = 400;
    await queueAll(scene, messages(BIG));
    await untilTaken(TICKS, BIG);
    await queueAll(scene, messages(TICKS, OTHER_FROM, other));
    await untilTaken(TICKS, TICKS, OTHER_FROM);
    // First come, first served would have sent all of the big one before.
    expect(await takenOf(BIG)).toBeLessThan((BIG * 3) / 4);
    await scene.office.governor(scene.party.toolToken).cancelMessages({
      filter: { campaignId: scene.party.campaignId },
    });
    await untilSettled(scene);
    await expectPromisesKept(scene, (await takenOf(BIG)) + TICKS);
  });
});

describe('a pause', () => {
  it('stops a campaign when it is answered, and a resume lets all of it go on', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const COUNT = 100;
    const governor = scene.office.governor(scene.party.toolToken);
    const lane = { campaignId: scene.party.campaignId };
    await queueAll(scene, messages(COUNT));
    await untilTaken(TICKS, COUNT);
    await governor.pauseLane({ lane });
    const atAnswer = await takenOf(COUNT);
    await letASecondPass();
    expect(await takenOf(COUNT)).toBe(atAnswer);
    expect(atAnswer).toBeLessThan(COUNT);
    await governor.resumeLane({ lane });
    await untilTaken(COUNT, COUNT);
    await untilSettled(scene);
    await expectPromisesKept(scene, COUNT + TICKS);
  });
});

describe('a cancellation', () => {
  it('of a big campaign leaves no message that is sent afterwards', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const COUNT = 400;
    const governor = scene.office.governor(scene.party.toolToken);
    const filter = { campaignId: scene.party.campaignId };
    await queueAll(scene, messages(COUNT));
    await untilTaken(TICKS, COUNT);
    const { cancellation } = await governor.cancelMessages({ filter, orderKey: 'stop' });
    const atAnswer = await takenOf(COUNT);
    await scene.stack.fleet.member('governor').kill('SIGKILL');
    await scene.stack.fleet.member('governor').restart();
    await letASecondPass();
    expect(await takenOf(COUNT)).toBe(atAnswer);
    await untilSettled(scene);
    await expect
      .poll(
        async () => {
          const orderId = cancellation?.orderId ?? '';
          const client = scene.office.governor(scene.party.toolToken);
          return Number((await client.getCancellation({ orderId })).cancellation?.cancelled);
        },
        { timeout: 30_000 },
      )
      .toBe(COUNT - atAnswer);
    await expectPromisesKept(scene, atAnswer + TICKS);
  });
});
