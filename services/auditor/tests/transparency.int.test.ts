import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Receipt, TransparencyServiceDefinition } from '@hustings/contracts/auditor';
import { ActorKind } from '@hustings/contracts/log';
import { CredentialIssued, Role } from '@hustings/contracts/registry';
import { type ServerProcess, startNats } from '@hustings/dev-env/servers';
import { connectEventLog, type EventLog, installStreams } from '@hustings/event-log';
import { gateOf } from '@hustings/kernel';
import {
  type Checkpoint,
  checkReceipt,
  findLogFault,
  hashesIn,
  isConsistent,
  isIncluded,
  openCheckpoint,
  parseVerifierKey,
  rootOfLeaves,
  tilePath,
  tilesOfTree,
} from '@hustings/merkle-log';
import { Clients, connectNats, digestSecret, type RpcClient } from '@hustings/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { auditorConfig, startAuditor } from '../src/index.ts';
import { decide, idAt, LAYOUT, SEED } from './support/sealing.ts';
import { event } from './support/story.ts';

const OPERATOR = 'operator-token-of-this-test';
const ORIGIN = 'log.example/test';
const OURS = { organisationId: 'org-a', gate: gateOf('org-a', LAYOUT) };
const THEIRS = { organisationId: 'org-b', gate: gateOf('org-b', LAYOUT) };

type Client = RpcClient<typeof TransparencyServiceDefinition>;

let nats: ServerProcess;
let connection: NatsConnection;
let log: EventLog;
let dir: string;
let running: Awaited<ReturnType<typeof startAuditor>>;
let auditor: Client;
/** Tool of org-a. */
let tool: Client;
/** Messages of org-a, the third and fourth in one commit. */
let messages: string[];
const clients = new Clients();

beforeAll(async () => {
  nats = await startNats();
  connection = await connectNats(nats.url, 'test');
  await installStreams(connection, { ...LAYOUT, replicas: 1 });
  log = await connectEventLog(connection);
  dir = mkdtempSync(join(tmpdir(), 'hustings-seal-'));
  await decide(log, [1, 1], THEIRS);
  messages = await decide(log, [1, 1, 2, ...Array<number>(300).fill(1)], OURS);
  const token = await issueTool();
  running = await start();
  auditor = clientOf(OPERATOR);
  tool = clientOf(token);
  await sealedTo(await log.lastSeq('0'));
});

afterAll(async () => {
  clients.close();
  await running.stop();
  await connection.close();
  await nats.stop();
  rmSync(dir, { recursive: true });
});

describe('the latest checkpoint', () => {
  test('covers each partition that holds anything, and stands in a file for everybody', async () => {
    const { partitions } = await tool.listCheckpoints({});
    expect(partitions.map(({ partition, origin }) => [partition, origin])).toEqual([
      ['0', `${ORIGIN}/0`],
    ]);
    expect(readFileSync(join(dir, 'log/0/checkpoint'), 'utf8')).toBe(partitions[0]?.checkpoint);
  });

  test('follows the log', async () => {
    const before = await latest();
    await decide(log, [1], OURS);
    const after = await sealedTo(before.size + 1);
    const { proof } = await auditor.getConsistencyProof({
      partition: '0',
      oldSize: BigInt(before.size),
    });
    expect(isConsistent(before, after, proof)).toBe(true);
  });
});

describe('a proof', () => {
  test('of any entry under any earlier size holds, from the tiles of today', async () => {
    const { size: treeSize } = await latest();
    for (const [seq, size] of [
      [1, 1],
      [3, 5],
      [256, 257],
      [200, treeSize],
      [treeSize, treeSize],
    ] as const) {
      const range = { partition: '0', seq: BigInt(seq), size: BigInt(size) };
      const { proof } = await auditor.getInclusionProof(range);
      const { proof: path } = await auditor.getConsistencyProof({
        ...{ partition: '0', oldSize: BigInt(size) },
      });
      const all = await leaves();
      const root = rootOfLeaves(all.slice(0, size));
      const leaf = all[seq - 1] ?? root;
      expect(isIncluded({ leaf, index: seq - 1 }, proof, { size, root })).toBe(true);
      expect(isConsistent({ size, root }, await latest(), path)).toBe(true);
    }
  });

  test.each([
    ['a sequence of zero', { partition: '0', seq: 0n }, 'REQUEST_INVALID'],
    ['a sequence that is not sealed', { partition: '0', seq: 99_999n }, 'REQUEST_INVALID'],
    ['a size that is not sealed', { partition: '0', seq: 1n, size: 99_999n }, 'REQUEST_INVALID'],
    ['a partition that does not exist', { partition: '7', seq: 1n }, 'PARTITION_UNKNOWN'],
    ['a partition in which nothing stands', { partition: 'all', seq: 1n }, 'NOT_SEALED_YET'],
  ])('is refused for %s', async (_, request, reason) => {
    await expect(auditor.getInclusionProof(request)).rejects.toMatchObject({ reason });
  });
});

test('tiles can be fetched, and nothing else can', async () => {
  const { content } = await tool.fetchTile({ partition: '0', path: 'tile/0/000' });
  expect(content).toEqual(readFileSync(join(dir, 'log/0/tile/0/000')));
  for (const path of [
    'checkpoint',
    '../../signer/0.json',
    'tile/0/../../checkpoint',
    'tile/0/000/../001',
    'tile/0/000.p/0',
    'tile/0/0',
    '',
  ]) {
    await expect(tool.fetchTile({ partition: '0', path })).rejects.toMatchObject({
      reason: 'REQUEST_INVALID',
    });
  }
  const missing = tool.fetchTile({ partition: '0', path: 'tile/0/999' });
  await expect(missing).rejects.toMatchObject({ reason: 'TILE_UNKNOWN' });
});

describe('a receipt', () => {
  test('proves that the decision about a message stands in the log, to anybody with the key', async () => {
    for (const messageId of messages.slice(0, 5)) {
      const [receipt, ...more] = await receiptsOf(tool, messageId);
      expect(more).toEqual([]);
      expect(receipt?.messageId).toBe(messageId);
      expect(await faultOf(receipt)).toBeUndefined();
    }
  });

  test('of one of several decisions in a commit shows nothing of the others', async () => {
    const [, , third = '', fourth = ''] = messages;
    const [receipt] = await receiptsOf(tool, third);
    expect(receipt).toMatchObject({ decisions: 2, decisionIndex: 0 });
    const bytes = Buffer.from(Receipt.encode(Receipt.fromPartial(receipt ?? {})).finish());
    expect([bytes.includes(third), bytes.includes(fourth)]).toEqual([true, false]);
  });

  test('is found by its time alone also among many commits', async () => {
    const [receipt] = await receiptsOf(tool, messages.at(-1) ?? '');
    expect(await faultOf(receipt)).toBeUndefined();
  });

  test('of a decision long after its message is found when all is asked for', async () => {
    const [early = ''] = await decide(log, [1], { ...OURS, idOf: () => idAt(0) });
    await sealedTo(await log.lastSeq('0'));
    await expect(receiptsOf(tool, early)).rejects.toMatchObject({ reason: 'MESSAGE_UNKNOWN' });
    const [receipt] = await receiptsOf(tool, early, true);
    expect(await faultOf(receipt)).toBeUndefined();
  });

  test("of another organisation's message is for auditors and operators only", async () => {
    const [theirs = ''] = await decide(log, [1], THEIRS);
    await sealedTo(await log.lastSeq('0'));
    await expect(receiptsOf(tool, theirs)).rejects.toMatchObject({ reason: 'MESSAGE_UNKNOWN' });
    expect(await receiptsOf(auditor, theirs)).toHaveLength(1);
    const reviewer = clientOf(await issue('', Role.ROLE_REVIEWER));
    await expect(receiptsOf(reviewer, theirs)).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
    const stranger = clientOf('a.b');
    await expect(receiptsOf(stranger, theirs)).rejects.toMatchObject({
      reason: 'CREDENTIAL_INVALID',
    });
  });

  test('is refused for what is no message id', async () => {
    for (const id of ['', 'msg-1', `${messages[0]}x`]) {
      await expect(receiptsOf(tool, id)).rejects.toMatchObject({ reason: 'REQUEST_INVALID' });
    }
  });
});

test('the published files verify as a whole', async () => {
  const fault = await findLogFault(await latest(), {
    read: async (path) => readFileSync(join(dir, 'log/0', path)),
    isEntry: () => true,
  });
  expect(fault).toBeNull();
});

test('after a restart the sealing goes on where it was', async () => {
  const before = await latest();
  await running.stop();
  await decide(log, [1, 1], OURS);
  running = await start();
  auditor = clientOf(OPERATOR);
  const after = await sealedTo(before.size + 2);
  const request = { partition: '0', oldSize: BigInt(before.size) };
  const { proof } = await auditor.getConsistencyProof(request);
  expect(isConsistent(before, after, proof)).toBe(true);
});

test('an auditor does not start over a log that is shorter than what was sealed', async () => {
  const other = await startNats();
  const nc = await connectNats(other.url, 'test');
  await installStreams(nc, { ...LAYOUT, replicas: 1 });
  await expect(start(other.url)).rejects.toMatchObject({
    name: 'SealFault',
    reason: 'LOG_SHORTER_THAN_SEAL',
    seq: 1,
  });
  await nc.close();
  await other.stop();
});

test('an auditor without a key seals nothing and says so', async () => {
  const silent = await startAuditor(auditorConfig(environment(nats.url)));
  const client = clients.create(TransparencyServiceDefinition, {
    address: silent.address,
    token: OPERATOR,
  });
  await expect(client.listCheckpoints({})).rejects.toMatchObject({ reason: 'SEALING_OFF' });
  await silent.stop();
});

test.each([
  ['a folder without a key', { HUSTINGS_SEAL_DIR: '/x' }, 'HUSTINGS_SEAL_KEY: is missing'],
  ['a key without a folder', { HUSTINGS_SEAL_KEY: SEED }, 'HUSTINGS_SEAL_DIR: is missing'],
  ['a short key', { HUSTINGS_SEAL_KEY: 'abc' }, 'HUSTINGS_SEAL_KEY: must be 64 hex digits'],
  ['a name with spaces', { HUSTINGS_SEAL_ORIGIN: 'a b' }, 'HUSTINGS_SEAL_ORIGIN: must be a host'],
])('the configuration refuses %s', (_, extra, message) => {
  expect(() => auditorConfig({ ...environment(nats.url), ...extra })).toThrow(message);
});

function environment(natsUrl: string): Record<string, string> {
  return {
    NATS_URL: natsUrl,
    LISTEN_ADDRESS: '127.0.0.1:0',
    LOG_LEVEL: 'silent',
    HUSTINGS_OPERATOR_TOKEN: OPERATOR,
    HUSTINGS_INTERNAL_TOKEN: 'internal-token-of-this-test',
  };
}

function start(natsUrl = nats.url) {
  return startAuditor(
    auditorConfig({
      ...environment(natsUrl),
      HUSTINGS_SEAL_KEY: SEED,
      HUSTINGS_SEAL_DIR: dir,
      HUSTINGS_SEAL_ORIGIN: ORIGIN,
      HUSTINGS_SEAL_INTERVAL_MS: '20',
    }),
  );
}

function clientOf(token: string): Client {
  return clients.create(TransparencyServiceDefinition, { address: running.address, token });
}

function issueTool(): Promise<string> {
  return issue('org-a', Role.ROLE_TOOL);
}

async function issue(organisationId: string, role: Role): Promise<string> {
  const credentialId = `crd-${randomBytes(6).toString('hex')}`;
  const secret = randomBytes(32).toString('base64url');
  const fields = {
    ...{ credentialId, organisationId, roles: [role], intermediaryId: 'int-a' },
    secretDigest: digestSecret(secret),
  };
  await log.append(
    {
      commitId: idAt(Date.UTC(2027, 0, 15)),
      ref: { partition: '0', context: 'registry', aggregate: 'credential', id: credentialId },
      events: [event('registry.CredentialIssued.v1', CredentialIssued, fields)],
      actor: { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'test' },
      version: 1,
      occurredAtUs: BigInt(Date.UTC(2027, 0, 15)) * 1000n,
      organisationId,
      correlationId: 'test',
    },
    0,
  );
  return `${credentialId}.${secret}`;
}

async function latest(): Promise<Checkpoint> {
  const { partitions } = await auditor.listCheckpoints({ partition: '0' });
  const [{ checkpoint = '', verifierKey = '' } = {}] = partitions;
  const verifier = parseVerifierKey(verifierKey);
  const opened = verifier && openCheckpoint(checkpoint, verifier);
  if (opened === null || 'fault' in opened) throw new Error(`no checkpoint: ${checkpoint}`);
  return opened;
}

/** Waits until so many commits are sealed. */
function sealedTo(size: number): Promise<Checkpoint> {
  return vi.waitFor(
    async () => {
      const checkpoint = await latest();
      expect(checkpoint.size).toBeGreaterThanOrEqual(size);
      return checkpoint;
    },
    { timeout: 15_000, interval: 20 },
  );
}

async function receiptsOf(client: Client, messageId: string, all = false): Promise<Receipt[]> {
  const answers = await Array.fromAsync(client.listReceipts({ messageId, all }));
  return answers.flatMap(({ receipt }) => receipt ?? []);
}

async function faultOf(receipt: Receipt | undefined): Promise<string | undefined> {
  const { partitions } = await auditor.listCheckpoints({ partition: '0' });
  const verifier = parseVerifierKey(partitions[0]?.verifierKey ?? '');
  if (receipt === undefined || verifier === null) return 'NOTHING';
  const checked = checkReceipt({ ...receipt, seq: Number(receipt.seq) }, verifier);
  return 'fault' in checked ? checked.fault : undefined;
}

/** Hashes of all leaves under the latest checkpoint, from the tiles. */
async function leaves(): Promise<Uint8Array[]> {
  const { size } = await latest();
  const tiles = tilesOfTree(size).filter(({ level }) => level === 0);
  const hashes = await Promise.all(
    tiles.map(async (tile) => {
      const { content } = await auditor.fetchTile({ partition: '0', path: tilePath(tile) });
      return hashesIn(content, tile.width) ?? [];
    }),
  );
  return hashes.flat();
}
