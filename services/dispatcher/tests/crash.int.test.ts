import { once } from 'node:events';
import { createServer } from 'node:net';
import { HandOffsFinished, ReleasesReturned } from '@hustings/contracts/dispatch';
import { systemClock, systemIds } from '@hustings/kernel';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { logRecords } from '../src/adapters/log-records.ts';
import { keyOf } from '../src/domain/release.ts';
import { type Child, startChild } from './support/child.ts';
import { Rig } from './support/rig.ts';
import { ORGANISATION, person, SENDER, SENDER_NUMBER } from './support/usual.ts';

const PER_SECOND = 20;
const WAIT = { timeout: 30_000, interval: 20 };

let rig: Rig;
let child: Child;

afterEach(async () => {
  await child.kill();
  await rig.stop();
});

/** A port that stays the same over restarts, so that the provider finds the next process. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

async function beginWith(...options: Parameters<typeof Rig.start>): Promise<() => Promise<void>> {
  rig = await Rig.start(...options);
  const webhookListen = `127.0.0.1:${await freePort()}`;
  rig.provider.setWebhookUrl(`http://${webhookListen}/webhook`);
  return async () => {
    child = await startChild(rig.config({ webhookListen }));
  };
}

/** Release keys by what the log says of them. */
async function ends() {
  const finished = await rig.events('dispatch.HandOffsFinished.v1', (data) =>
    HandOffsFinished.decode(data),
  );
  const returned = await rig.events('dispatch.ReleasesReturned.v1', (data) =>
    ReleasesReturned.decode(data),
  );
  const keys = (
    results: { release?: { messageId: string; releaseAttempt: number } | undefined }[],
  ) => results.flatMap(({ release }) => (release ? [keyOf(release)] : []));
  return {
    accepted: keys(finished.flatMap((event) => event.accepted)),
    uncertain: keys(finished.flatMap((event) => event.uncertain)),
    returned: keys(returned.flatMap((event) => event.returned)),
  };
}

async function waitForEnds(count: number) {
  return vi.waitFor(async () => {
    const all = await ends();
    expect(all.accepted.length + all.uncertain.length + all.returned.length).toBe(count);
    return all;
  }, WAIT);
}

describe('a dispatcher that is killed', { timeout: 60_000 }, () => {
  it('after a release was recorded and before it was read: the next one hands it off', async () => {
    const start = await beginWith();
    await rig.release({ to: person(1) });
    await start();
    const { accepted } = await waitForEnds(1);
    expect(accepted).toHaveLength(1);
    expect(rig.provider.arrivals()).toHaveLength(1);
  });

  it('after the start was recorded and before the call: the message is uncertain, never sent', async () => {
    const start = await beginWith();
    const [decision] = await rig.release({ to: person(1) });
    if (!decision) throw new Error('no decision');
    const records = logRecords({
      log: rig.log,
      clock: systemClock,
      ids: systemIds(),
      signal: new AbortController().signal,
    });
    const ref = {
      messageId: decision.messageId,
      releaseAttempt: decision.releaseAttempt,
      senderId: decision.senderId,
      organisationId: decision.organisationId,
      campaignId: decision.campaignId,
      recipient: decision.recipient,
      decisionNumber: decision.number,
    };
    await records.recordHandOffs(
      { senderId: SENDER, organisationId: ORGANISATION, partition: '0' },
      { take: [{ ref, verdict: 'HAND_OFF' }], giveBack: [], finish: [], deliveries: [] },
    );
    await start();
    expect((await waitForEnds(1)).uncertain).toEqual([keyOf(ref)]);
    expect(rig.provider.arrivals()).toEqual([]);
  });

  it('after the call and before its answer: the next one asks the provider and records the truth', async () => {
    const start = await beginWith({ script: { answerMs: { min: 600, max: 600 } } });
    await start();
    await rig.release({ to: person(1) });
    await vi.waitFor(() => expect(rig.provider.arrivals()).toHaveLength(1), WAIT);
    await child.kill();
    expect((await ends()).accepted).toEqual([]);
    await start();
    const { accepted } = await waitForEnds(1);
    expect(accepted).toHaveLength(1);
    expect(rig.provider.arrivals()).toHaveLength(1);
  });

  it('at any moment of a campaign: nothing is sent twice, everything has one end, no limit is exceeded', async () => {
    const start = await beginWith({
      perSecond: PER_SECOND,
      script: { answerMs: { min: 0, max: 60 } },
    });
    const count = 60;
    await start();
    for (let group = 0; group < 6; group++) {
      const people = Array.from({ length: 10 }, (_, i) => ({ to: person(group * 10 + i) }));
      await rig.release(...people);
      if (group % 2 === 0) continue;
      // Another moment of the work each time: as soon as so many have arrived.
      const wanted = rig.provider.arrivals().length + group;
      await vi.waitFor(
        () => expect(rig.provider.arrivals().length).toBeGreaterThanOrEqual(wanted),
        WAIT,
      );
      await child.kill();
      await start();
    }
    const all = await waitForEnds(count);
    const keys = [...all.accepted, ...all.uncertain, ...all.returned];
    expect(new Set(keys).size).toBe(count);
    const report = rig.provider.report();
    expect(report.duplicates).toEqual({ clientRefs: 0, contents: 0 });
    const atProvider = rig.provider
      .arrivals()
      .filter((arrival) => arrival.outcome === 'accepted')
      .map((arrival) => arrival.client_ref);
    const called = new Set([...all.accepted, ...all.uncertain]);
    expect(atProvider.filter((key) => !called.has(key))).toEqual([]);
    expect(all.accepted.filter((key) => !atProvider.includes(key))).toEqual([]);
    expect(report.senders[SENDER_NUMBER]?.maxPerSecond).toBeLessThanOrEqual(PER_SECOND);
  });
});
