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

const MESSAGES = 120;
const TIMEOUT_MS = 120_000;

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
}, TIMEOUT_MS);
afterEach(() => scene.close());

function messages(): ReturnType<typeof messageFor>[] {
  return Array.from({ length: MESSAGES }, (_, index) => messageFor(scene.party, index));
}

/** Resolves when the provider has taken so many messages. */
async function untilTaken(count: number): Promise<void> {
  await expect
    .poll(async () => (await scene.provider.report()).senders[scene.party.number]?.accepted ?? 0, {
      timeout: 30_000,
      interval: 50,
    })
    .toBeGreaterThanOrEqual(count);
}

describe('every queued message goes out once', () => {
  it('when the governor is killed in the middle', { timeout: TIMEOUT_MS }, async () => {
    await queueAll(scene, messages());
    await untilTaken(30);
    await scene.stack.fleet.member('governor').kill('SIGKILL');
    await scene.stack.fleet.member('governor').restart();
    await untilSettled(scene);
    await expectPromisesKept(scene, MESSAGES);
  });

  it('when the dispatcher is killed in the middle', { timeout: TIMEOUT_MS }, async () => {
    await queueAll(scene, messages());
    await untilTaken(30);
    await scene.stack.fleet.member('dispatcher').kill('SIGKILL');
    await scene.stack.fleet.member('dispatcher').restart();
    await untilSettled(scene);
    await expectPromisesKept(scene, MESSAGES);
  });

  it('when NATS is killed in the middle', { timeout: TIMEOUT_MS }, async () => {
    await queueAll(scene, messages());
    await untilTaken(30);
    await scene.stack.nats?.kill('SIGKILL');
    await scene.stack.nats?.restart();
    await untilSettled(scene);
    await expectPromisesKept(scene, MESSAGES);
  });

  it('when the client breaks off and sends all again', { timeout: TIMEOUT_MS }, async () => {
    const all = messages();
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
    await untilSettled(scene);
    await expectPromisesKept(scene, MESSAGES);
  });
});

/**
 * Opts out somebody whose message waits and had not arrived when the opt-out was answered. On a busy machine a message may
 * overtake it, which breaks nothing: then the next person is taken.
 */
async function optOutInTime(): Promise<string> {
  const ledger = scene.office.optout(scene.party.adminToken);
  for (let index = MESSAGES - 1; index >= 0; index -= 1) {
    const address = numberOf(index);
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
    await queueAll(scene, messages());
    const address = await optOutInTime();
    await scene.stack.redis?.kill('SIGKILL');
    await scene.stack.redis?.restart({ wipe: true });
    await untilSettled(scene);
    expect(await arrivalsOf(address)).toBe(0);
    await expectPromisesKept(scene, MESSAGES - 1);
  });
});
