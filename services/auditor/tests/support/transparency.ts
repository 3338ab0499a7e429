import { randomBytes } from 'node:crypto';
import type { Receipt, TransparencyServiceDefinition } from '@hustings/contracts/auditor';
import { ActorKind } from '@hustings/contracts/log';
import { CredentialIssued, type Role } from '@hustings/contracts/registry';
import type { EventLog } from '@hustings/event-log';
import {
  type Checkpoint,
  checkReceipt,
  hashesIn,
  openCheckpoint,
  parseVerifierKey,
  tilePath,
  tilesOfTree,
} from '@hustings/merkle-log';
import { digestSecret, type RpcClient } from '@hustings/service-kit';
import { expect, vi } from 'vitest';
import { idAt } from './sealing.ts';
import { event } from './story.ts';

export const OPERATOR = 'operator-token-of-this-test';

export type TransparencyClient = RpcClient<typeof TransparencyServiceDefinition>;

/** Of an auditor that seals nothing. */
export function environment(natsUrl: string): Record<string, string> {
  return {
    NATS_URL: natsUrl,
    LISTEN_ADDRESS: '127.0.0.1:0',
    LOG_LEVEL: 'silent',
    HUSTINGS_OPERATOR_TOKEN: OPERATOR,
    HUSTINGS_INTERNAL_TOKEN: 'internal-token-of-this-test',
  };
}

/** Issues a credential as the registry does. Answers its token. */
export async function issue(log: EventLog, organisationId: string, role: Role): Promise<string> {
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

/** The latest checkpoint of partition 0, opened with the key that comes with it. */
export async function latest(auditor: TransparencyClient): Promise<Checkpoint> {
  const { partitions } = await auditor.listCheckpoints({ partition: '0' });
  const [sealed] = partitions;
  const verifier = parseVerifierKey(sealed?.verifierKey ?? '');
  const opened = verifier && openCheckpoint(sealed?.checkpoint ?? '', verifier);
  if (opened === null || 'fault' in opened) throw new Error('no checkpoint');
  return opened;
}

/** Waits until so many commits are sealed. */
export function sealedTo(auditor: TransparencyClient, size: number): Promise<Checkpoint> {
  return vi.waitFor(
    async () => {
      const checkpoint = await latest(auditor);
      expect(checkpoint.size).toBeGreaterThanOrEqual(size);
      return checkpoint;
    },
    { timeout: 15_000, interval: 20 },
  );
}

export async function receiptsOf(
  client: TransparencyClient,
  messageId: string,
  all = false,
): Promise<Receipt[]> {
  const answers = await Array.fromAsync(client.listReceipts({ messageId, all }));
  return answers.flatMap(({ receipt }) => receipt ?? []);
}

/** Why a receipt proves nothing; undefined when it does. */
export async function faultOf(
  auditor: TransparencyClient,
  receipt: Receipt | undefined,
): Promise<string | undefined> {
  const { partitions } = await auditor.listCheckpoints({ partition: '0' });
  const verifier = parseVerifierKey(partitions[0]?.verifierKey ?? '');
  if (receipt === undefined || verifier === null) return 'NOTHING';
  const checked = checkReceipt({ ...receipt, seq: Number(receipt.seq) }, verifier);
  return 'fault' in checked ? checked.fault : undefined;
}

/** Hashes of all leaves under the latest checkpoint, from the tiles. */
export async function leaves(auditor: TransparencyClient): Promise<Uint8Array[]> {
  const { size } = await latest(auditor);
  const tiles = tilesOfTree(size).filter(({ level }) => level === 0);
  const hashes = await Promise.all(
    tiles.map(async (tile) => {
      const { content } = await auditor.fetchTile({ partition: '0', path: tilePath(tile) });
      return hashesIn(content, tile.width) ?? [];
    }),
  );
  return hashes.flat();
}
