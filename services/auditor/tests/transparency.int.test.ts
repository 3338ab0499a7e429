import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Receipt, TransparencyServiceDefinition } from '@hustings/contracts/auditor';
import { Role } from '@hustings/contracts/registry';
import { type ServerProcess, startNats } from '@hustings/dev-env/servers';
import { connectEventLog, type EventLog, installStreams } from '@hustings/event-log';
import { gateOf, present } from '@hustings/kernel';
import { findLogFault, isConsistent, isIncluded, rootOfLeaves } from '@hustings/merkle-log';
import { Clients, connectNats } from '@hustings/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditorConfig, startAuditor } from '../src/index.ts';
import { decide, idAt, LAYOUT, SEED } from './support/sealing.ts';
import {
  environment,
  faultOf,
  issue,
  latest,
  leaves,
  OPERATOR,
  receiptsOf,
  sealedTo,
  type TransparencyClient,
} from './support/transparency.ts';

const ORIGIN = 'log.example/test';
const OURS = { organisationId: 'org-a', gate: gateOf('org-a', LAYOUT) };
/** On the gate of org-a: what keeps them apart is not the place. */
const THEIRS = {
  gate: OURS.gate,
  organisationId: present(
    ['org-b', 'org-c', 'org-d', 'org-e'].find((id) => gateOf(id, LAYOUT) === OURS.gate),
    'one of four shares one of two gates',
  ),
};

let nats: ServerProcess;
let connection: NatsConnection;
let log: EventLog;
let dir: string;
let running: Awaited<ReturnType<typeof startAuditor>>;
let auditor: TransparencyClient;
/** Tool of org-a. */
let tool: TransparencyClient;
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
  await sealedTo(auditor, await log.lastSeq('0'));
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
    const before = await latest(auditor);
    await decide(log, [1], OURS);
    const after = await sealedTo(auditor, before.size + 1);
    const { proof } = await auditor.getConsistencyProof({
      partition: '0',
      oldSize: BigInt(before.size),
    });
    expect(isConsistent(before, after, proof)).toBe(true);
  });
});

describe('a proof', () => {
  test('of any entry under any earlier size holds, from the tiles of today', async () => {
    const { size: treeSize } = await latest(auditor);
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
      const all = await leaves(auditor);
      const root = rootOfLeaves(all.slice(0, size));
      const leaf = all[seq - 1] ?? root;
      expect(isIncluded({ leaf, index: seq - 1 }, proof, { size, root })).toBe(true);
      expect(isConsistent({ size, root }, await latest(auditor), path)).toBe(true);
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
      expect(await faultOf(auditor, receipt)).toBeUndefined();
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
    expect(await faultOf(auditor, receipt)).toBeUndefined();
  });

  test('of a decision long after its message is found when all is asked for', async () => {
    const [early = ''] = await decide(log, [1], { ...OURS, idOf: () => idAt(0) });
    await sealedTo(auditor, await log.lastSeq('0'));
    await expect(receiptsOf(tool, early)).rejects.toMatchObject({ reason: 'MESSAGE_UNKNOWN' });
    const [receipt] = await receiptsOf(tool, early, true);
    expect(await faultOf(auditor, receipt)).toBeUndefined();
  });

  test("of another organisation's message is for auditors and operators only", async () => {
    const [theirs = ''] = await decide(log, [1], THEIRS);
    await sealedTo(auditor, await log.lastSeq('0'));
    await expect(receiptsOf(tool, theirs)).rejects.toMatchObject({ reason: 'MESSAGE_UNKNOWN' });
    expect(await receiptsOf(auditor, theirs)).toHaveLength(1);
    const reviewer = clientOf(await issue(log, '', Role.ROLE_REVIEWER));
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
  const fault = await findLogFault(await latest(auditor), {
    read: async (path) => readFileSync(join(dir, 'log/0', path)),
    isEntry: () => true,
  });
  expect(fault).toBeNull();
});

test('after a restart the sealing goes on where it was', async () => {
  const before = await latest(auditor);
  await running.stop();
  await decide(log, [1, 1], OURS);
  running = await start();
  auditor = clientOf(OPERATOR);
  const after = await sealedTo(auditor, before.size + 2);
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

function clientOf(token: string): TransparencyClient {
  return clients.create(TransparencyServiceDefinition, { address: running.address, token });
}

function issueTool(): Promise<string> {
  return issue(log, 'org-a', Role.ROLE_TOOL);
}
