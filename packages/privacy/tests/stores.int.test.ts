import type { SealedItem } from '@hustings/contracts/governor';
import { startNats } from '@hustings/dev-env';
import { installStreams, keysStream } from '@hustings/event-log';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ContentStore,
  createContent,
  createVault,
  keySubject,
  RecipientKeys,
  sealMessage,
  Unsealable,
  unsealMessage,
} from '../src/index.ts';

const vault = createVault('42'.repeat(32));
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

describe('recipient keys', () => {
  it('are made at first contact and found again by another process', async () => {
    const recipient = refOf('+34600000001');
    const made = await (await openKeys()).keyFor(recipient, 'all-1');
    const found = await (await openKeys()).find(recipient);
    expect(found?.key.equals(made.key)).toBe(true);
    expect(found?.allPoliticalPseudonym).toBe('all-1');
  });

  it('are the same for twenty processes that meet a recipient at the same time', async () => {
    const recipient = refOf('+34600000002');
    const processes = await Promise.all(Array.from({ length: 20 }, openKeys));
    const keys = await Promise.all(processes.map((each) => each.keyFor(recipient, 'all-2')));
    expect(new Set(keys.map((each) => each.key.export().toString('hex'))).size).toBe(1);
    const stored = await (await jetstreamManager(nc)).streams.info(keysStream('0'), {
      subjects_filter: keySubject(recipient),
    });
    expect(stored.state.subjects).toEqual({ [keySubject(recipient)]: 1 });
  });

  it('of many are those that exist, and new ones for the others, each once', async () => {
    const keys = await openKeys();
    const made = await keys.keyFor(refOf('+34600000101'), 'all-101');
    const numbers = ['+34600000100', '+34600000101', '+34600000102', '+34600000100'];
    const recipients = numbers.map((number) => ({
      ref: refOf(number),
      allPoliticalPseudonym: `all-${number.slice(-3)}`,
    }));
    const found = await (await openKeys()).keysFor(recipients);
    expect(found[1]?.key.equals(made.key)).toBe(true);
    expect(found[3]).toBe(found[0]);
    expect(found.map((each) => each.allPoliticalPseudonym)).toEqual(
      recipients.map((each) => each.allPoliticalPseudonym),
    );
    const others = await openKeys();
    // Twice, once for each of the two things that may be asked first.
    for (const order of [recipients, recipients.toReversed()]) {
      const again = await others.keysFor(order);
      const hex = again.map((each) => each.key.export().toString('hex'));
      const first = found.map((each) => each.key.export().toString('hex'));
      expect(order === recipients ? hex : hex.toReversed()).toEqual(first);
      await others.keysFor([]);
    }
  });

  it('differ between recipients and between organisations', async () => {
    const keys = await openKeys();
    const made = await Promise.all([
      keys.keyFor(refOf('+34600000003'), 'all-3'),
      keys.keyFor(refOf('+34600000004'), 'all-4'),
      keys.keyFor({ ...refOf('+34600000003'), organisationId: 'org-2' }, 'all-3'),
    ]);
    expect(new Set(made.map((each) => each.key.export().toString('hex'))).size).toBe(3);
  });

  it('are null for somebody who was never written to', async () => {
    expect(await (await openKeys()).find(refOf('+34600000005'))).toBeNull();
  });

  it('are gone after erasure, and what they sealed cannot be read', async () => {
    const recipient = refOf('+34600000006');
    const keys = await openKeys();
    const before = await keys.keyFor(recipient, 'all-6');
    const item = { messageId: 'm-1', ...sealMessage(before.key, 'm-1', someContent()) };
    expect(await keys.erase(recipient)).toBe(true);
    expect(await keys.erase(recipient)).toBe(false);
    expect(await keys.find(recipient)).toBeNull();
    const after = await keys.keyFor(recipient, 'all-6');
    expect(() => unsealMessage(after.key, item)).toThrow(Unsealable);
  });

  it('do not open when copied to another recipient’s subject', async () => {
    const [victim, thief] = [refOf('+34600000007'), refOf('+34600000008')];
    await (await openKeys()).keyFor(victim, 'all-7');
    const jsm = await jetstreamManager(nc);
    const stored = await jsm.streams.getMessage(keysStream('0'), {
      last_by_subj: keySubject(victim),
    });
    await nc.request(keySubject(thief), stored?.data);
    await expect((await openKeys()).find(thief)).rejects.toThrow(Unsealable);
  });

  it('do not open under another master key', async () => {
    const recipient = refOf('+34600000009');
    await (await openKeys()).keyFor(recipient, 'all-9');
    const stranger = await RecipientKeys.open(nc, createVault('43'.repeat(32)));
    await expect(stranger.find(recipient)).rejects.toThrow(Unsealable);
  });
});

describe('the content store', () => {
  it('gives back each item of a group, also to another process', async () => {
    const items = ['m-1', 'm-2', 'm-3'].map(itemFor);
    const writer = await ContentStore.open(nc);
    const seq = BigInt(await writer.putGroup('0', 3, items));
    const reader = await ContentStore.open(nc);
    for (const store of [writer, reader]) {
      const read = await Promise.all([0, 1, 2].map((index) => store.getItem('0', { seq, index })));
      expect(read.map((item) => item?.messageId)).toEqual(['m-1', 'm-2', 'm-3']);
    }
    expect((await reader.getItem('0', { seq, index: 1 }))?.ciphertext).toEqual(
      items[1]?.ciphertext,
    );
  });

  it('reads a group once when many ask for its items at the same moment', async () => {
    const items = ['m-1', 'm-2', 'm-3'].map(itemFor);
    const seq = BigInt(await (await ContentStore.open(nc)).putGroup('0', 1, items));
    const reader = await ContentStore.open(nc);
    let reads = 0;
    const watch = nc.subscribe('$JS.API.DIRECT.GET.HUSTINGS_CONTENT_0', {
      callback: () => {
        reads += 1;
      },
    });
    await nc.flush();
    const read = await Promise.all([0, 1, 2].map((index) => reader.getItem('0', { seq, index })));
    expect(read.map((item) => item?.messageId)).toEqual(['m-1', 'm-2', 'm-3']);
    await nc.flush();
    watch.unsubscribe();
    expect(reads).toBe(1);
  });

  it('answers null for a group or an item that is not there', async () => {
    const store = await ContentStore.open(nc);
    const seq = BigInt(await store.putGroup('0', 0, [itemFor('m-9')]));
    expect(await store.getItem('0', { seq, index: 1 })).toBeNull();
    expect(await store.getItem('0', { seq: seq + 1_000n, index: 0 })).toBeNull();
  });
});

function openKeys(): Promise<RecipientKeys> {
  return RecipientKeys.open(nc, vault);
}

function refOf(address: string) {
  const organisationId = 'org-1';
  const pseudonym = vault.organisationPseudonym(organisationId, address);
  return { partition: '0', organisationId, pseudonym };
}

function someContent() {
  return createContent({ address: '+34600000000', text: 'Hola', links: [] });
}

function itemFor(messageId: string): SealedItem {
  return {
    messageId,
    organisationId: 'org-1',
    recipient: 'r-1',
    nonce: Buffer.alloc(12, 1),
    ciphertext: Buffer.from(`sealed ${messageId}`),
  };
}
