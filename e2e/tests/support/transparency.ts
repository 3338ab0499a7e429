import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TransparencyServiceDefinition } from '@hustings/contracts/auditor';
import { connectEventLog } from '@hustings/event-log';
import { connectNats, createClient } from '@hustings/service-kit';
import { expect, vi } from 'vitest';
import { hustings } from './hustings.ts';
import type { Scene } from './scene.ts';

/** Waits until everything that stands in the log of the scene's partition is under a checkpoint. */
export async function sealedSoFar({ stack }: Scene): Promise<void> {
  const nc = await connectNats(stack.natsUrl, 'test');
  const lastSeq = await (await connectEventLog(nc)).lastSeq('0');
  await nc.close();
  const { fleet } = stack;
  const auditor = createClient(TransparencyServiceDefinition, {
    address: fleet.addresses.auditor,
    token: fleet.secrets.operatorToken,
  });
  const sealed = async () => {
    const { partitions } = await auditor.listCheckpoints({ partition: '0' });
    expect(partitions[0]?.size ?? 0n).toBeGreaterThanOrEqual(BigInt(lastSeq));
  };
  await vi.waitFor(sealed, { timeout: 30_000, interval: 200 });
  auditor.close();
}

/** The tool fetches the receipt of its message and keeps it. Answers the file. */
export async function keepReceipt(scene: Scene, messageId: string): Promise<string> {
  await sealedSoFar(scene);
  const file = join(scene.stack.sealDir, 'receipt.jsonl');
  const fetch = ['log', 'receipt', messageId, '--out', file];
  expect(await hustings(scene, scene.party.toolToken, fetch)).toMatchObject({ exitCode: 0 });
  return file;
}

/** A receipt still proves its decision, and the log that is published now still holds it. */
export async function expectReceiptHolds(scene: Scene, receipt: string): Promise<void> {
  const folder = join(scene.stack.sealDir, 'log/0');
  const check = ['log', 'verify-receipt', receipt, '--key', await keepKeys(scene)];
  expect(await hustings(scene, '', [...check, '--folder', folder])).toMatchObject({
    exitCode: 0,
    out: expect.stringContaining('admission released'),
  });
}

/**
 * An outsider hashes the whole published log anew and compares its checkpoint with the one that it kept at the last call. Answers how many
 * commits of the scene's partition it holds.
 */
export async function verifySealedLog(scene: Scene): Promise<number> {
  const { sealDir } = scene.stack;
  const keys = await keepKeys(scene);
  const verify = ['log', 'verify', join(sealDir, 'log'), '--key', keys];
  expect(await hustings(scene, '', verify)).toMatchObject({ exitCode: 0, err: '' });
  const watch = ['log', 'watch', join(sealDir, 'kept'), '--key', keys, '--json'];
  const ran = await hustings(scene, scene.party.toolToken, watch);
  expect(ran).toMatchObject({ exitCode: 0, err: '' });
  return JSON.parse(ran.out).size;
}

async function keepKeys(scene: Scene): Promise<string> {
  const { exitCode, out } = await hustings(scene, scene.party.toolToken, ['log', 'key']);
  expect(exitCode).toBe(0);
  const file = join(scene.stack.sealDir, 'keys');
  writeFileSync(file, out);
  return file;
}
