import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { Caller } from './desk.ts';
import { hustings } from './hustings.ts';
import type { Scene } from './scene.ts';

/** An organisation exports its history as JSON and as CSV, and each bears the operator's signature. */
export async function expectHistory(scene: Scene, reader: Caller, name: string): Promise<void> {
  const dir = dirname(scene.stack.fleet.member('auditor').logFile);
  const { publicKey } = await reader.history.getHistoryKey({});
  const exports = ['json', 'csv'].map(async (format) => {
    const file = join(dir, `${name}.${format}`);
    const write = ['history', 'export', file, '--format', format];
    expect(await hustings(scene, reader.token, write)).toMatchObject({ exitCode: 0 });
    const check = ['history', 'verify', file, '--key', publicKey];
    expect(await hustings(scene, reader.token, check)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(file, 'utf8')).toContain(scene.party.campaignId);
  });
  await Promise.all(exports);
}
