import { present } from '@hustings/kernel';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
/** People of each story: no story writes to those of another. */
const PEOPLE_OF_A_STORY = 2_000;

/** One fleet for all stories, each with two campaigns of its own. */
let fleet: Scene;
let scene: Scene;
let other: string;
let firstPerson = -PEOPLE_OF_A_STORY;
/** Messages that arrived in the stories before. */
let arrivedBefore = 0;
beforeAll(async () => {
  fleet = await openScene();
}, TIMEOUT_MS);
beforeEach(async () => {
  scene = { ...fleet, party: { ...fleet.party, campaignId: await newCampaign('Grande') } };
  other = await newCampaign('Otra');
  firstPerson += PEOPLE_OF_A_STORY;
});
afterAll(() => fleet.close());

async function newCampaign(name: string): Promise<string> {
  const { campaign } = await fleet.office.registry(fleet.party.adminToken).createCampaign({ name });
  return present(campaign, 'a new campaign').campaignId;
}

async function expectEnd(arrived: number): Promise<void> {
  await untilSettled(scene);
  arrivedBefore += arrived;
  await expectPromisesKept(scene, arrivedBefore);
}

/** Messages of the first campaign, or of the other one. */
function messages(count: number, from = 0, campaignId = scene.party.campaignId) {
  // One text for all: its verdict is asked for once.
  const text = 'Hola: la asamblea es el jueves.';
  return Array.from({ length: count }, (_, index) => ({
    ...messageFor({ ...scene.party, campaignId }, firstPerson + from + index),
    text,
  }));
}

/** How many of these people the provider has got a message for. */
async function takenOf(count: number, from = 0): Promise<number> {
  const { recipients } = await scene.provider.report();
  const numbers = Array.from({ length: count }, (_, index) => numberOf(firstPerson + from + index));
  return numbers.filter((number) => recipients[number] !== undefined).length;
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
    await expectEnd((await takenOf(BIG)) + TICKS);
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
    await expectEnd(COUNT + TICKS);
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
    await expectEnd(atAnswer + TICKS);
  });
});
