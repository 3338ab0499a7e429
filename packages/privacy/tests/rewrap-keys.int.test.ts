import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startNats } from '@hustings/dev-env';
import { installStreams, keysStream } from '@hustings/event-log';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createVault,
  keySubject,
  RecipientKeys,
  type RewrapProgress,
  rewrapKeys,
  Unsealable,
} from '../src/index.ts';

const OLD = '42'.repeat(32);
const RING = `1*:${OLD},2:${'43'.repeat(32)}`;
const PEOPLE = 40;
const vault = createVault(OLD);
let server: Awaited<ReturnType<typeof startNats>>;
let nc: NatsConnection;

beforeAll(async () => {
  server = await startNats();
  nc = await connect({ servers: server.url });
  await installStreams(nc, { partitions: 1, gates: 4, replicas: 1 });
});

afterAll(async () => {
  await nc.close();
  await server.stop();
});

it('an erased key is overwritten on disk, wherever in the stream it stood', async () => {
  const keys = await RecipientKeys.open(nc, vault);
  const three = ['+34600000001', '+34600000002', '+34600000003'].map(refOf);
  for (const each of three) await keys.keyFor(each, 'all');
  const wrapped = await Promise.all(three.map(async (each) => (await storedAt(each)).data));
  for (const bytes of wrapped) expect(filesWith(bytes)).not.toEqual([]);
  for (const each of three.toReversed()) expect(await keys.erase(each)).toBe(true);
  for (const bytes of wrapped) expect(filesWith(bytes)).toEqual([]);
  for (const each of three) expect(await keys.find(each)).toBeNull();
});

it('another process forgets an erased key when it is told', async () => {
  const [here, there] = [await RecipientKeys.open(nc, vault), await RecipientKeys.open(nc, vault)];
  const recipient = refOf('+34600000004');
  await there.keyFor(recipient, 'all');
  await here.erase(recipient);
  expect(there.keyAtHand(recipient)).toBeDefined();
  there.forget(recipient);
  expect(await there.find(recipient)).toBeNull();
});

it('keys are wrapped anew while others are made and erased, and the old wrapping is gone', async () => {
  const before = await RecipientKeys.open(nc, vault);
  const people = Array.from({ length: PEOPLE }, (_, n) => refOf(`+3461000${1000 + n}`));
  const made = await before.keysFor(
    people.map((ref, n) => ({ ref, allPoliticalPseudonym: `all-${n}` })),
  );
  const oldWrapping = (await storedAt(people[5])).data;
  const ring = createVault(RING);
  const after = await RecipientKeys.open(nc, ring);

  expect(await runToEnd(true)).toEqual({ seen: PEOPLE, rewrapped: PEOPLE });
  const [run] = await Promise.all([
    runToEnd(false),
    after.keyFor(refOf('+34620000001'), 'all-new'),
    after.erase(people[0] ?? refOf('')),
  ]);
  expect(run.rewrapped).toBeGreaterThanOrEqual(PEOPLE - 1);
  expect(await runToEnd(false)).toEqual({ seen: PEOPLE, rewrapped: 0 });

  expect(filesWith(oldWrapping)).toEqual([]);
  const later = await RecipientKeys.open(nc, createVault(`2:${'43'.repeat(32)}`));
  expect(await later.find(people[0] ?? refOf(''))).toBeNull();
  for (const [n, person] of people.entries()) {
    if (n === 0) continue;
    const found = await later.find(person);
    expect(found?.key.equals(made[n]?.key ?? found.key)).toBe(true);
    expect(found?.allPoliticalPseudonym).toBe(`all-${n}`);
  }
  const outdated = await RecipientKeys.open(nc, createVault(OLD));
  await expect(outdated.find(people[1] ?? refOf(''))).rejects.toThrow(Unsealable);
});

it('a run that was cut off between writing and erasing is finished by the next', async () => {
  const [before, ring] = [await RecipientKeys.open(nc, vault), createVault(RING)];
  const recipient = refOf('+34630000001');
  const { key } = await before.keyFor(recipient, 'all');
  const old = await storedAt(recipient);
  await runToEnd(false);
  // What the crash would have left: the old wrapping beside the new one.
  const next = await storedAt(recipient);
  await (await jetstreamManager(nc)).streams.deleteMessage(keysStream('0'), next.seq, true);
  await nc.request(keySubject(recipient), old.data);
  await nc.request(keySubject(recipient), next.data);
  await runToEnd(false);
  const info = await (await jetstreamManager(nc)).streams.info(keysStream('0'), {
    subjects_filter: keySubject(recipient),
  });
  expect(info.state.subjects).toEqual({ [keySubject(recipient)]: 1 });
  const found = await (await RecipientKeys.open(nc, ring)).find(recipient);
  expect(found?.key.equals(key)).toBe(true);
});

async function runToEnd(dryRun: boolean): Promise<RewrapProgress> {
  let last: RewrapProgress = { seen: 0, rewrapped: 0 };
  const options = { vault: createVault(RING), partition: '0', dryRun };
  for await (const progress of rewrapKeys(nc, options)) last = progress;
  return last;
}

async function storedAt(ref: ReturnType<typeof refOf> | undefined) {
  const jsm = await jetstreamManager(nc);
  const query = { last_by_subj: keySubject(ref ?? refOf('')) };
  const stored = await jsm.streams.getMessage(keysStream('0'), query);
  if (stored === null) throw new Error('nothing is stored');
  return stored;
}

function filesWith(bytes: Uint8Array): string[] {
  return readdirSync(server.dir, { recursive: true, encoding: 'utf8' }).filter((path) => {
    const file = join(server.dir, path);
    return statSync(file).isFile() && readFileSync(file).includes(Buffer.from(bytes));
  });
}

function refOf(address: string) {
  const pseudonym = vault.organisationPseudonym('org-1', address);
  return { partition: '0', organisationId: 'org-1', pseudonym };
}
