import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Outcome, Reason } from '@hustings/contracts/governor';
import {
  PrivacyServiceDefinition,
  type RotateKeysResponse,
  Scope,
  Source,
} from '@hustings/contracts/optout';
import type { MemberName } from '@hustings/dev-env';
import { connectEventLog } from '@hustings/event-log';
import { assertCarriedOver, createVault } from '@hustings/privacy';
import { connectNats, createClient } from '@hustings/service-kit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  expectPromisesKept,
  messageFor,
  numberOf,
  openScene,
  type Scene,
  untilSettled,
} from './support/scene.ts';

const TIMEOUT_MS = 180_000;
const HOLDERS: readonly MemberName[] = ['optout-ledger', 'dispatcher', 'governor', 'auditor'];
const OLD = randomBytes(32).toString('hex');
const NEW = randomBytes(32).toString('hex');
const PEOPLE = 160;

const folder = mkdtempSync(join(tmpdir(), 'rotation-'));
const keyFile = join(folder, 'master-key');
let scene: Scene;
/** People whose opt-out was acknowledged, in its order. */
const optedOut: number[] = [];

beforeAll(async () => {
  writeFileSync(keyFile, OLD);
  scene = await openScene({ env: { HUSTINGS_MASTER_KEY: '', HUSTINGS_MASTER_KEY_FILE: keyFile } });
}, TIMEOUT_MS);
afterAll(async () => {
  await scene.close();
  rmSync(folder, { recursive: true });
});

it('opt-outs of every phase hold in every later one, while messages go out', {
  timeout: TIMEOUT_MS,
}, async () => {
  await optOut(1);
  await optOut(2, Scope.SCOPE_ALL_POLITICAL);
  const sending = new AbortController();
  const load = keepSending(sending.signal);

  await setKeys(`1*:${OLD},2:${NEW}`);
  await expect(carriedOver(`1:${OLD},2*:${NEW}`)).rejects.toThrow(/rotate-keys/);
  await optOut(3);
  const first = await rotate();
  expect(first).toMatchObject({ version: 2, done: true });
  expect(first.keysRewrapped).toBeGreaterThan(0n);
  expect(first.optOutsCarried).toBeGreaterThan(0n);
  expect(await rotate()).toMatchObject({ keysRewrapped: 0n });
  await optOut(4);

  await setKeys(`1:${OLD},2*:${NEW}`);
  await optOut(5);
  await optOut(6, Scope.SCOPE_ALL_POLITICAL);
  sending.abort();
  const released = await load;
  expect(released.size).toBeGreaterThan(0);

  for (const person of optedOut) {
    const result = await send(person, `after-${person}`);
    const reason = [2, 6].includes(person)
      ? Reason.REASON_OPTED_OUT_ALL_POLITICAL
      : Reason.REASON_OPTED_OUT_ORGANISATION;
    expect(result).toMatchObject({ outcome: Outcome.OUTCOME_REFUSED, reason });
  }
  await untilSettled(scene);
  await expectPromisesKept(scene, released.size);
});

/** Sends to everybody in turn; numbers of messages that were accepted. Nobody who has opted out may be among the later ones. */
async function keepSending(signal: AbortSignal): Promise<Set<string>> {
  const accepted = new Set<string>();
  for (let index = 10; !signal.aborted && index < PEOPLE + 10; index++) {
    for (const person of [index, ...optedOut.slice(-1)]) {
      const key = `during-${index}-${person}`;
      const out = optedOut.includes(person);
      const result = await send(person, key);
      const isAccepted =
        result?.outcome === Outcome.OUTCOME_QUEUED || result?.outcome === Outcome.OUTCOME_RELEASED;
      expect(isAccepted && out).toBe(false);
      if (isAccepted) accepted.add(key);
    }
  }
  return accepted;
}

/** As a tool does it: the same key again until there is an answer. */
async function send(person: number, idempotencyKey: string) {
  const message = { ...messageFor(scene.party, person), idempotencyKey };
  return again(async () => {
    const { result } = await scene.office.governor(scene.party.toolToken).send({ message });
    return result;
  });
}

async function optOut(person: number, scope: Scope = Scope.SCOPE_ORGANISATION): Promise<void> {
  const { party, office } = scene;
  await again(() =>
    office.optout(office.operatorToken).optOut({
      address: numberOf(person),
      organisationId: party.organisationId,
      scope,
      source: Source.SOURCE_ON_BEHALF,
    }),
  );
  optedOut.push(person);
}

/** Restarts one service after the other with these keys, as an operator would. */
async function setKeys(keys: string): Promise<void> {
  writeFileSync(keyFile, keys);
  for (const name of HOLDERS) await scene.stack.fleet.member(name).restart();
}

async function rotate(): Promise<RotateKeysResponse> {
  const privacy = createClient(PrivacyServiceDefinition, {
    address: scene.stack.fleet.addresses['optout-ledger'],
    token: scene.office.operatorToken,
  });
  try {
    const steps = await Array.fromAsync(privacy.rotateKeys({}));
    const last = steps.at(-1);
    if (last === undefined) throw new Error('the rotation said nothing');
    return last;
  } finally {
    privacy.close();
  }
}

async function carriedOver(keys: string): Promise<void> {
  const nc = await connectNats(scene.stack.natsUrl, 'test');
  try {
    await assertCarriedOver(await connectEventLog(nc), createVault(keys));
  } finally {
    await nc.close();
  }
}

function again<T>(work: () => Promise<T>): Promise<T> {
  return vi.waitFor(work, { timeout: 60_000, interval: 200 });
}
