import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  expectPromisesKept,
  messageFor,
  openScene,
  queueAll,
  type Scene,
  untilSettled,
} from './support/scene.ts';

/** Of each story, at 20 a second. */
const MESSAGES = 120;
const SOME = 30;
const TIMEOUT_MS = 120_000;

/** One fleet for all stories: each finds what the one before left behind, and writes to people of its own. */
let scene: Scene;
let stories = 0;
/** Messages that had to arrive so far. */
let wanted = 0;
beforeAll(async () => {
  scene = await openScene();
}, TIMEOUT_MS);
afterAll(() => scene.close());

/** Messages to people to whom no story before wrote. */
function nextMessages(): ReturnType<typeof messageFor>[] {
  const from = stories++ * MESSAGES;
  return Array.from({ length: MESSAGES }, (_, index) => messageFor(scene.party, from + index));
}

async function taken(): Promise<number> {
  return (await scene.provider.report()).senders[scene.party.number]?.accepted ?? 0;
}

/** Queues the messages of a story, and resolves when the provider has taken some of them. */
async function begin(): Promise<void> {
  const before = await taken();
  await queueAll(scene, nextMessages());
  await expect.poll(taken, { timeout: 30_000, interval: 50 }).toBeGreaterThanOrEqual(before + SOME);
}

/** All of the story arrives, but for so many that must not; nothing of earlier stories does again. */
async function expectEnd(cancelled = 0): Promise<void> {
  wanted += MESSAGES - cancelled;
  await untilSettled(scene);
  await expectPromisesKept(scene, wanted);
}

/** How many messages were released when the campaign first says that hand-offs are behind. */
async function releasedWhenHeldBack(): Promise<number> {
  const { campaignId, toolToken } = scene.party;
  for await (const progress of scene.office.governor(toolToken).watchCampaign({ campaignId })) {
    const { waits, released } = progress;
    if (waits.some(({ ruleId }) => ruleId === 'hand-offs-behind')) return Number(released);
  }
  throw new Error('the stream ended before anything was held back');
}

describe('every queued message goes out once', () => {
  it('when the governor is killed in the middle', { timeout: TIMEOUT_MS }, async () => {
    await begin();
    await scene.stack.fleet.member('governor').kill('SIGKILL');
    await scene.stack.fleet.member('governor').restart();
    await expectEnd();
  });

  it('when the dispatcher is killed in the middle', { timeout: TIMEOUT_MS }, async () => {
    await begin();
    await scene.stack.fleet.member('dispatcher').kill('SIGKILL');
    await scene.stack.fleet.member('dispatcher').restart();
    await expectEnd();
  });

  it('when the dispatcher stands still, and only some are released meanwhile', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const dispatcher = scene.stack.fleet.member('dispatcher');
    await dispatcher.kill('SIGSTOP');
    await queueAll(scene, nextMessages());
    expect((await releasedWhenHeldBack()) - wanted).toBeLessThan(MESSAGES);
    await dispatcher.kill('SIGCONT');
    await expectEnd();
  });

  it('when NATS is killed in the middle', { timeout: TIMEOUT_MS }, async () => {
    await begin();
    await scene.stack.nats?.kill('SIGKILL');
    await scene.stack.nats?.restart();
    await expectEnd();
  });

  it('when the client breaks off and sends all again', { timeout: TIMEOUT_MS }, async () => {
    const all = nextMessages();
    const client = scene.office.governor(scene.party.toolToken);
    const leave = new AbortController();
    async function* endless() {
      yield { messages: all.slice(0, 60) };
      // Holds the stream open: the client leaves in the middle of it.
      await new Promise((resolve) => leave.signal.addEventListener('abort', resolve));
    }
    const breakOff = async (): Promise<void> => {
      for await (const { results } of client.sendStream(endless(), { signal: leave.signal })) {
        if (results.length > 0) leave.abort();
      }
    };
    await expect(breakOff()).rejects.toThrow(/abort/i);
    await queueAll(scene, all);
    await expectEnd();
  });
});

/**
 * Opts out somebody whose message waits and had not arrived when the opt-out was answered. On a busy machine a message may
 * overtake it, which breaks nothing: then the next person is taken.
 */
async function optOutInTime(addresses: readonly string[]): Promise<string> {
  const ledger = scene.office.optout(scene.party.adminToken);
  for (const address of addresses.toReversed()) {
    if (await arrivalsOf(address)) continue;
    const { seq } = await ledger.optOut({ address, scope: 3, source: 3 });
    expect(seq).toBeGreaterThan(0n);
    if (!(await arrivalsOf(address))) return address;
  }
  throw new Error('every message arrived before an opt-out was answered');
}

async function arrivalsOf(address: string): Promise<number> {
  return (await scene.provider.report()).recipients[address]?.arrivals ?? 0;
}

describe('an acknowledged opt-out holds', () => {
  it('for messages that were queued before, whatever is killed after', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const all = nextMessages();
    await queueAll(scene, all);
    const address = await optOutInTime(all.map(({ to }) => to));
    await scene.stack.redis?.kill('SIGKILL');
    await scene.stack.redis?.restart({ wipe: true });
    await expectEnd(1);
    expect(await arrivalsOf(address)).toBe(0);
  });
});
