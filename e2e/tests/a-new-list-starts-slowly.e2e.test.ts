import {
  EnforcementServiceDefinition,
  RemedyServiceDefinition,
} from '@hustings/contracts/enforcement';
import { DeliveryMode, Outcome, Reason } from '@hustings/contracts/governor';
import { Clients } from '@hustings/service-kit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  expectPromisesKept,
  messageFor,
  openScene,
  queueAll,
  type Scene,
  untilSettled,
} from './support/scene.ts';

const TIMEOUT_MS = 120_000;
const BOUND = { timeout: 30_000, interval: 50 };
const MESSAGES = 100;

let scene: Scene;
let clients: Clients;
beforeEach(async () => {
  scene = await openScene({ change: beginSlowly });
  clients = new Clients();
}, TIMEOUT_MS);
afterEach(async () => {
  clients.close();
  await scene.close();
});

/** Whoever writes to 32 strangers in a row goes on with two in an hour; nothing else is a breach. */
function beginSlowly(policy: { enforcement: object; limits?: object }): void {
  const words = { summary: 'New people.', explanation: 'Nobody knows.', howToFix: 'Say so.' };
  const rule = { id: 'new-people', clause: 'terms 3', subject: 'SENDER', ...words };
  const known = { meaning: 'Slowly.', source: 'A test.', onUnknownPast: 'empty', shadow: false };
  const window = { shape: 'window', max: 2, perMs: 3_600_000, guardMs: 0, cost: 'messages' };
  policy.enforcement = {
    ...policy.enforcement,
    rules: [{ ...rule, measure: 'SLOW_START', when: 'strangerShare >= 0.9' }],
    slowStart: { lastsMs: 259_200_000, restsMs: 86_400_000 },
  };
  policy.limits = { ...policy.limits, whileSlow: [{ id: 'while-slow', ...known, ...window }] };
}

function remedy(token: string) {
  const address = scene.stack.fleet.addresses.enforcement;
  return clients.create(RemedyServiceDefinition, { address, token });
}

/** What a message that cannot wait comes to. */
async function sendNow(index: number) {
  const message = { ...messageFor(scene.party, index), mode: DeliveryMode.DELIVERY_MODE_IMMEDIATE };
  return (await scene.office.governor(scene.party.toolToken).send({ message })).result;
}

async function accepted(): Promise<number> {
  return (await scene.provider.report()).senders[scene.party.number]?.accepted ?? 0;
}

describe('a campaign that writes to a new list', () => {
  it('goes slowly until somebody answers for it, loses nothing, and replays as it was', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const { adminToken, senderId, organisationId } = scene.party;
    await queueAll(
      scene,
      Array.from({ length: MESSAGES }, (_, index) => messageFor(scene.party, index)),
    );
    const operator = remedy(scene.office.operatorToken);
    await vi.waitFor(async () => {
      const { slowStarts } = await operator.listSlowStarts({});
      expect(slowStarts).toMatchObject([{ senderId, status: 'RUNNING', ruleId: 'new-people' }]);
    }, BOUND);

    // From then on the answer names the limit and the time, and the queue waits.
    await vi.waitFor(async () => {
      const refused = await sendNow(500);
      expect(refused).toMatchObject({
        outcome: Outcome.OUTCOME_REFUSED,
        reason: Reason.REASON_LIMIT_EXCEEDED,
        ruleId: 'while-slow',
      });
      expect(refused?.retryAt).toBeDefined();
    }, BOUND);
    const governor = scene.office.governor(adminToken);
    const { levels } = await governor.explainLimits({ organisationId });
    expect(levels.find(({ limitId }) => limitId === 'while-slow')).toMatchObject({
      left: 0n,
      onlyWhile: 'SLOW_START',
    });
    expect(await accepted()).toBeLessThan(MESSAGES);

    // The owner is asked. A credential of today does not vouch; the operator, who has checked, does.
    const address = scene.stack.fleet.addresses.enforcement;
    const inbox = clients.create(EnforcementServiceDefinition, { address, token: adminToken });
    const { notices } = await inbox.fetchNotices({});
    expect(notices.map(({ text }) => text).join()).toContain(`pace confirm ${senderId}`);
    const own = remedy(adminToken).confirmPace({ senderId, reason: 'Our voter file.' });
    await expect(own).rejects.toMatchObject({ reason: 'CONFIRMER_TOO_NEW' });
    expect((await operator.listSlowStarts({})).slowStarts).toHaveLength(1);
    const { slowStart } = await operator.confirmPace({ senderId, reason: 'They called.' });
    expect(slowStart).toMatchObject({ status: 'CONFIRMED' });

    await untilSettled(scene);
    await expectPromisesKept(scene, MESSAGES);
  });
});
