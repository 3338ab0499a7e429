import { DeliveriesReported, HandOffsStarted } from '@hustings/contracts/dispatch';
import { Scope } from '@hustings/contracts/optout';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { recordOptOut } from './support/fake-ledger.ts';
import { RELEASE_MAX_AGE_MS } from './support/policy.ts';
import { Stage, WAIT } from './support/stage.ts';
import { ORGANISATION, person, SENDER, SENDER_NUMBER } from './support/usual.ts';

let stage: Stage;
afterEach(() => stage.strike());

describe('a release', () => {
  it('is recorded as started, handed off and recorded as accepted; its receipt follows', async () => {
    stage = await Stage.set();
    await stage.dispatch();
    const [decision] = await stage.rig.release({ to: person(1), text: 'Hola Ana' });
    await stage.waitForFinished(1);
    expect(stage.rig.provider.arrivals()[0]).toMatchObject({
      from: SENDER_NUMBER,
      to: person(1),
      text: 'Hola Ana',
      client_ref: `${decision?.messageId}-1`,
    });
    const [started] = await stage.rig.events('dispatch.HandOffsStarted.v1', (data) =>
      HandOffsStarted.decode(data),
    );
    expect(started?.releases[0]).toMatchObject({
      messageId: decision?.messageId,
      releaseAttempt: 1,
      senderId: SENDER,
      organisationId: ORGANISATION,
      campaignId: 'cmp-a',
      recipient: decision?.recipient,
      decisionNumber: 1n,
    });
    expect((await stage.finished()).accepted[0]?.providerMessageId).toMatch(/^wam-/);
    await vi.waitFor(async () => {
      const reports = await stage.rig.events('dispatch.DeliveriesReported.v1', (data) =>
        DeliveriesReported.decode(data),
      );
      expect(reports.flatMap((each) => each.reports)).toMatchObject([
        { messageId: decision?.messageId, status: 'DELIVERED', campaignId: 'cmp-a' },
      ]);
    }, WAIT);
  });

  it('is handed off once although the log holds its decision twice', async () => {
    stage = await Stage.set();
    await stage.dispatch();
    const decisions = await stage.rig.release({ to: person(1) });
    await stage.rig.record(decisions);
    await stage.rig.release({ to: person(2) });
    await stage.waitForFinished(2);
    expect(stage.arrivals()).toEqual([person(1), person(2)]);
  });

  it('is handed off once by two dispatchers that both serve its sender', async () => {
    stage = await Stage.set({ perSecond: 200 });
    await Promise.all([stage.dispatch(), stage.dispatch()]);
    const people = Array.from({ length: 30 }, (_, i) => ({ to: person(i) }));
    for (const group of [people.slice(0, 10), people.slice(10, 20), people.slice(20)]) {
      await stage.rig.release(...group);
    }
    await vi.waitFor(async () => {
      const { accepted } = await stage.finished();
      expect(accepted.length + (await stage.returnedCodes()).length).toBe(30);
    }, WAIT);
    expect(stage.rig.provider.report().duplicates).toEqual({ clientRefs: 0, contents: 0 });
    expect(new Set(stage.arrivals()).size).toBe(stage.arrivals().length);
  });

  it('that has less than two fifths of its time left is handed back and never sent', async () => {
    stage = await Stage.set();
    await stage.dispatch();
    await stage.rig.release({ to: person(1), ageMs: RELEASE_MAX_AGE_MS * 0.6 + 100 });
    await stage.rig.release({ to: person(2), ageMs: RELEASE_MAX_AGE_MS * 0.5 });
    await stage.waitForFinished(1);
    expect(await stage.returnedCodes()).toEqual(['STALE']);
    expect(stage.arrivals()).toEqual([person(2)]);
  });

  it('whose recipient’s key was erased is handed back', async () => {
    stage = await Stage.set();
    const decisions = await stage.rig.release({ to: person(1) });
    await stage.rig.erase(person(1));
    await stage.dispatch();
    await vi.waitFor(async () => expect(await stage.returnedCodes()).toEqual(['NO_CONTENT']), WAIT);
    expect(stage.arrivals()).toEqual([]);
    expect(decisions).toHaveLength(1);
  });
});

describe('the last look', () => {
  it('hands back a release whose recipient opted out after the decision’s cut', async () => {
    stage = await Stage.set();
    const cut = await stage.rig.log.lastSeq('0');
    const who = { organisationId: ORGANISATION, address: person(1) };
    await recordOptOut(stage.rig, { ...who, scope: Scope.SCOPE_ORGANISATION });
    await stage.dispatch();
    await stage.rig.release({ to: person(1), factsSeq: cut });
    await vi.waitFor(async () => expect(await stage.returnedCodes()).toEqual(['OPTED_OUT']), WAIT);
    expect(stage.arrivals()).toEqual([]);
  });

  it('hands back a release whose recipient opted out from all political senders', async () => {
    stage = await Stage.set();
    await stage.dispatch();
    const who = { organisationId: '', address: person(1) };
    await recordOptOut(stage.rig, { ...who, scope: Scope.SCOPE_ALL_POLITICAL });
    await stage.rig.release({ to: person(1), allPoliticalSeq: 0 }, { to: person(2) });
    await vi.waitFor(async () => expect(await stage.returnedCodes()).toEqual(['OPTED_OUT']), WAIT);
    await stage.waitForFinished(1);
    expect(stage.arrivals()).toEqual([person(2)]);
  });
});

describe('a sender', () => {
  it('never exceeds its limit at the provider, which then rejects nothing', async () => {
    stage = await Stage.set({ perSecond: 10, script: { answerMs: { min: 0, max: 80 } } });
    await stage.dispatch();
    for (let group = 0; group < 5; group++) {
      const people = Array.from({ length: 7 }, (_, i) => ({ to: person(group * 7 + i) }));
      await stage.rig.release(...people);
    }
    await stage.waitForFinished(35);
    const counts = stage.rig.provider.report().senders[SENDER_NUMBER];
    expect(counts).toMatchObject({ accepted: 35, rejected: 0 });
    expect(counts?.maxPerSecond).toBeLessThanOrEqual(10);
    expect(counts?.maxPerSecond).toBeGreaterThan(5);
  });

  it('is left alone for as long as the provider asks, and its release is handed back', async () => {
    stage = await Stage.set({ script: { faults: [{ kind: 'BUSY', times: 1 }] } });
    await stage.dispatch();
    await stage.rig.release({ to: person(1) });
    await vi.waitFor(
      async () => expect(await stage.returnedCodes()).toEqual(['PROVIDER_BUSY']),
      WAIT,
    );
    await stage.rig.release({ to: person(2) });
    await stage.waitForFinished(1);
    const [first, second] = stage.rig.provider.arrivals();
    expect((second?.at_ms ?? 0) - (first?.at_ms ?? 0)).toBeGreaterThanOrEqual(1000);
  });
});

describe('a log that is killed under way', { timeout: 60_000 }, () => {
  it('costs no message and sends none twice', async () => {
    stage = await Stage.set({ perSecond: 10 });
    const { nats, provider } = stage.rig;
    await stage.dispatch();
    const people = Array.from({ length: 25 }, (_, i) => ({ to: person(i) }));
    await stage.rig.release(...people);
    await vi.waitFor(() => expect(provider.arrivals().length).toBeGreaterThan(3), WAIT);
    await nats.kill('SIGKILL');
    await nats.restart();
    await stage.waitForFinished(people.length);
    const { accepted } = await stage.finished();
    expect(new Set(accepted.map((each) => each.release?.messageId)).size).toBe(people.length);
    expect(provider.report()).toMatchObject({ duplicates: { clientRefs: 0, contents: 0 } });
    expect(provider.report().senders[SENDER_NUMBER]?.maxPerSecond).toBeLessThanOrEqual(10);
  });
});

describe('a call that goes wrong', () => {
  it('is recorded as rejected when the provider refuses for good', async () => {
    stage = await Stage.set({ script: { faults: [{ kind: 'REJECT', code: 'BAD_NUMBER' }] } });
    await stage.dispatch();
    await stage.rig.release({ to: person(1) });
    await stage.waitForFinished(1);
    expect((await stage.finished()).rejected[0]?.code).toBe('BAD_NUMBER');
  });

  it('is looked up, and found, when the answer was lost', async () => {
    stage = await Stage.set({ script: { faults: [{ kind: 'ACCEPT_THEN_HANG_UP' }] } });
    await stage.dispatch();
    await stage.rig.release({ to: person(1) });
    await stage.waitForFinished(1);
    expect((await stage.finished()).accepted).toHaveLength(1);
    expect(stage.rig.provider.arrivals()).toHaveLength(1);
  });

  it.each([
    ['the provider knows nothing of it', true],
    ['the provider offers no look-up', false],
  ] as const)('is uncertain, and never repeated, when %s', async (_, lookup) => {
    stage = await Stage.set({ script: { lookup, faults: [{ kind: 'HANG_UP' }] } });
    await stage.dispatch();
    await stage.rig.release({ to: person(1) });
    await stage.waitForFinished(1);
    expect((await stage.finished()).uncertain[0]?.code).toBe('PROVIDER_BROKE_OFF');
    expect(stage.rig.provider.arrivals()).toHaveLength(1);
  });
});
