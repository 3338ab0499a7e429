import { LinkKind, LinkPurpose, Scope, Source } from '@hustings/contracts/optout';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  expectPromisesKept,
  messageFor,
  numberOf,
  openScene,
  queueAll,
  replay,
  type Scene,
  untilSettled,
} from './support/scene.ts';

const TIMEOUT_MS = 120_000;
const WAIT = { timeout: 30_000, interval: 100 };

let scene: Scene;
beforeAll(async () => {
  scene = await openScene({ pages: true });
}, TIMEOUT_MS);
afterAll(async () => {
  await scene.close();
}, TIMEOUT_MS);

/** Who suppresses whom for the party. */
async function isSuppressed(address: string): Promise<boolean> {
  const ledger = scene.office.optout(scene.party.adminToken);
  return (await ledger.getSuppression({ address })).suppressions.length > 0;
}

async function write(index: number, text: string): Promise<void> {
  const { number } = scene.party;
  await scene.provider.act({ kind: 'reply', from: numberOf(index), to: number, text });
}

it(
  'a STOP is confirmed once, in the person’s language, past the governor and within the sender’s pace',
  async () => {
    await write(1, 'BAJA');
    await vi.waitFor(async () => expect(await scene.provider.serviceTexts()).toHaveLength(1), WAIT);
    const [text] = await scene.provider.serviceTexts();
    expect(text).toMatchObject({
      to: numberOf(1),
      from: scene.party.number,
      text: 'No recibirá más mensajes de Partido de Prueba. Para deshacerlo, escriba START.',
    });
    await write(1, 'STOP');
    await write(2, 'AYUDA');
    await vi.waitFor(async () => expect(await scene.provider.serviceTexts()).toHaveLength(2), WAIT);
    expect((await scene.provider.serviceTexts())[1]?.text).toContain('prueba.example');
  },
  TIMEOUT_MS,
);

it(
  'whoever stopped by reply, control, link or another number gets nothing that was queued',
  async () => {
    const { party, office, provider } = scene;
    const ledger = office.ledger(party.adminToken);
    await ledger.linkIdentities({
      firstAddress: numberOf(11),
      secondAddress: numberOf(12),
      kind: LinkKind.LINK_KIND_SAME_PERSON,
      proof: 'declared',
    });
    const { url } = await ledger.issueLink({
      address: numberOf(13),
      purpose: LinkPurpose.LINK_PURPOSE_OPT_OUT,
      senderId: party.senderId,
    });
    await provider.act({ kind: 'preference', from: numberOf(10), to: party.number, value: 'stop' });
    await write(11, 'No me escriban más');
    expect((await fetch(url, { method: 'POST' })).status).toBe(200);
    for (const index of [10, 11, 12, 13]) {
      await vi.waitFor(async () => expect(await isSuppressed(numberOf(index))).toBe(true), WAIT);
    }
    const reached = [20, 21, 22, 23, 24];
    await queueAll(
      scene,
      [...reached].map((index) => messageFor(party, index)),
    );
    const governor = office.governor(party.toolToken);
    for (const index of [1, 10, 11, 12, 13]) {
      const { result } = await governor.send({ message: messageFor(party, index) });
      expect(result?.reason).toBeGreaterThan(0);
    }
    await untilSettled(scene);
    const to = new Set((await provider.arrivals()).map((arrival) => arrival.to));
    expect([1, 10, 11, 12, 13].filter((index) => to.has(numberOf(index)))).toEqual([]);
    await expectPromisesKept(scene, reached.length);
    const { serviceTexts } = await provider.report();
    expect(serviceTexts.violations).toBe(0);
  },
  TIMEOUT_MS,
);

it(
  'what a page calls stopped never arrives, though it was queued, and opening the page stops nothing',
  async () => {
    const { party, office, provider } = scene;
    const { campaignId, senderId } = party;
    const governor = office.governor(party.toolToken);
    await governor.pauseLane({ lane: { campaignId } });
    await queueAll(scene, [messageFor(party, 40), messageFor(party, 41)]);
    const linkOf = (index: number) =>
      office.ledger(party.adminToken).issueLink({
        address: numberOf(index),
        purpose: LinkPurpose.LINK_PURPOSE_OPT_OUT,
        senderId,
        campaignId,
      });
    const [opened, stopped] = [await linkOf(40), await linkOf(41)];
    const page = await (await fetch(opened.url)).text();
    for (const fact of ['Partido de Prueba', party.number, 'WhatsApp', 'Prueba']) {
      expect(page).toContain(fact);
    }
    const answer = await fetch(`${stopped.url}?lang=en`, { method: 'POST' });
    expect(await answer.text()).toContain('The messages are stopped');
    await governor.resumeLane({ lane: { campaignId } });
    await untilSettled(scene);
    const to = (await provider.arrivals()).map((arrival) => arrival.to);
    expect(to).toContain(numberOf(40));
    expect(to).not.toContain(numberOf(41));
  },
  TIMEOUT_MS,
);

it(
  'a consent of before the opt-out does not open the way, a START does',
  async () => {
    const { party, office } = scene;
    const givenAt = timestampFromUs(BigInt(Date.now() - 3_600_000) * 1000n);
    const consent = { source: 'list', wording: 'Sí', proof: 'row-1', givenAt };
    const ledger = office.ledger(party.adminToken);
    const record = ledger.recordConsent({ ...consent, address: numberOf(1) });
    await expect(record).rejects.toMatchObject({ reason: 'OPT_OUT_STANDS' });
    await write(1, 'START');
    await vi.waitFor(async () => expect(await isSuppressed(numberOf(1))).toBe(false), WAIT);
    const report = await replay(scene);
    expect(report).toMatchObject({ differences: 0n, optOutViolations: 0n, breaks: [] });
  },
  TIMEOUT_MS,
);

it('what was with the provider when the opt-out took hold is listed, not hidden', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { party, office, provider } = scene;
  await provider.setScript({ deliveryMs: { min: 60_000, max: 60_000 } });
  const message = { ...messageFor(party, 30), idempotencyKey: 'with-the-provider' };
  await office.governor(party.toolToken).send({ message });
  await vi.waitFor(async () => {
    const to = (await provider.arrivals()).map((arrival) => arrival.to);
    expect(to).toContain(numberOf(30));
  }, WAIT);
  const answer = await vi.waitFor(async () => {
    const ledger = office.optout(party.adminToken);
    const stopped = await ledger.optOut({
      address: numberOf(30),
      scope: Scope.SCOPE_ORGANISATION,
      source: Source.SOURCE_ON_BEHALF,
    });
    // The dispatcher reads in the log that the call was answered.
    expect(stopped.withProvider[0]?.state).toBe('ACCEPTED');
    return stopped;
  }, WAIT);
  expect(answer).toMatchObject({
    withProviderKnown: true,
    withProvider: [{ senderId: party.senderId }],
  });
});
