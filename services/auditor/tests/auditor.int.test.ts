import { randomBytes } from 'node:crypto';
import { AuditorServiceDefinition, type ReplayReport } from '@hustings/contracts/auditor';
import { OptedOut, Scope } from '@hustings/contracts/optout';
import { CredentialIssued, Role } from '@hustings/contracts/registry';
import { type ServerProcess, startNats } from '@hustings/dev-env/servers';
import { connectEventLog, installStreams } from '@hustings/event-log';
import { createVault, RecipientKeys } from '@hustings/privacy';
import { Clients, connectNats, digestSecret, type RpcClient } from '@hustings/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditorConfig, startAuditor } from '../src/index.ts';
import { writeCampaign } from './support/campaign-story.ts';
import { event, LAYOUT, ORG, type Story } from './support/story.ts';

const OPERATOR = 'operator-token-of-this-test';
const MASTER_KEY = randomBytes(32).toString('hex');

let nats: ServerProcess;
let connection: NatsConnection;
let story: Story;
let stopAuditor: () => Promise<void>;
let auditor: RpcClient<typeof AuditorServiceDefinition>;
const clients = new Clients();
let address: string;

beforeAll(async () => {
  nats = await startNats();
  connection = await connectNats(nats.url, 'test');
  await installStreams(connection, { ...LAYOUT, replicas: 1 });
  story = await writeCampaign(await connectEventLog(connection));
  const config = auditorConfig({
    NATS_URL: nats.url,
    LISTEN_ADDRESS: '127.0.0.1:0',
    LOG_LEVEL: 'silent',
    HUSTINGS_MASTER_KEY: MASTER_KEY,
    HUSTINGS_OPERATOR_TOKEN: OPERATOR,
    HUSTINGS_INTERNAL_TOKEN: 'internal-token-of-this-test',
  });
  const running = await startAuditor(config);
  stopAuditor = () => running.stop();
  address = running.address;
  auditor = clients.create(AuditorServiceDefinition, { address, token: OPERATOR });
});

afterAll(async () => {
  clients.close();
  await stopAuditor();
  await connection.close();
  await nats.stop();
});

async function replay(client = auditor, partition = ''): Promise<ReplayReport> {
  for await (const { body } of client.replay({ partition })) {
    if (body?.$case === 'report') return body.value;
  }
  throw new Error('no report');
}

test('a log on JetStream without fault gives zeros', async () => {
  const report = await replay();
  expect(report).toMatchObject({
    decisions: 91n,
    differences: 0n,
    optOutViolations: 0n,
    duplicates: 0n,
    lost: 0n,
    open: 0n,
    processViolations: 0n,
    breaks: [],
    firstFindings: [],
  });
  expect(report.peaks).toMatchObject([{ senderId: 'snd-a', maxPerSecond: 20n }]);
  expect(report.commits).toBe(BigInt(await story.log.lastSeq('0')));
});

test('only auditors and operators may replay', async () => {
  await expect(issued(Role.ROLE_AUDITOR).then((client) => replay(client))).resolves.toBeDefined();
  await expect(issued(Role.ROLE_REVIEWER).then((client) => replay(client))).rejects.toMatchObject({
    reason: 'ROLE_MISSING',
  });
  const stranger = clients.create(AuditorServiceDefinition, { address, token: 'a.b' });
  await expect(replay(stranger)).rejects.toMatchObject({ reason: 'CREDENTIAL_INVALID' });
});

async function issued(role: Role): Promise<RpcClient<typeof AuditorServiceDefinition>> {
  const credentialId = `crd-${role}`;
  const secret = randomBytes(32).toString('base64url');
  await story.fact('registry.credential', credentialId, {
    organisationId: '',
    events: [
      event('registry.CredentialIssued.v1', CredentialIssued, {
        credentialId,
        secretDigest: digestSecret(secret),
        roles: [role],
      }),
    ],
  });
  const token = `${credentialId}.${secret}`;
  const client = clients.create(AuditorServiceDefinition, { address, token });
  await expect
    .poll(() => replay(client).catch((error: { reason: string }) => error.reason))
    .not.toBe('CREDENTIAL_INVALID');
  return client;
}

test('a partition that does not exist is refused', async () => {
  await expect(replay(auditor, '7')).rejects.toMatchObject({ reason: 'PARTITION_UNKNOWN' });
});

test('a second replay at the same time is refused with the time to come back', async () => {
  const results = await Promise.allSettled([replay(), replay()]);
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused.map(({ reason }) => reason)).toMatchObject([
    { reason: 'REPLAY_RUNNING', retryAtUs: expect.any(BigInt) },
  ]);
  await expect(replay()).resolves.toBeDefined();
});

test('opt-outs from all political senders are joined through the sealed links, until they are erased', async () => {
  const keys = await RecipientKeys.open(connection, createVault(MASTER_KEY));
  const recipient = { partition: '0', organisationId: ORG, pseudonym: 'zoe' };
  await keys.keyFor(recipient, 'all-zoe');
  await story.fact('optout.recipient', 'all-zoe', {
    partition: 'all',
    organisationId: '',
    events: [
      event('optout.OptedOut.v1', OptedOut, {
        recipient: 'all-zoe',
        scope: Scope.SCOPE_ALL_POLITICAL,
      }),
    ],
  });
  const before = await replay();
  // Of the campaign's recipients nobody has a key in this log.
  expect(before).toMatchObject({ differences: 0n, unlinkable: 91n });

  await story.admit(['zoe'], { allPolitical: false });
  expect(await replay()).toMatchObject({
    differences: 1n,
    firstDifferences: [{ messageId: 'msg-zoe' }],
    unlinkable: 91n,
  });

  await keys.erase(recipient);
  expect(await replay()).toMatchObject({ differences: 0n, unlinkable: 92n });
});
