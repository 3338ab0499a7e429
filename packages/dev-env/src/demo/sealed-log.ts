import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '@hustings/cli';
import { TransparencyServiceDefinition } from '@hustings/contracts/auditor';
import { createClient } from '@hustings/service-kit';
import { waitUntil } from './wait-until.ts';
import type { World } from './world.ts';

/** A round of sealing begins every two seconds. */
const SEALED_WITHIN_MS = 30_000;

/** What an outsider found in the published log. */
export interface SealedLog {
  commits: number;
  verifies: boolean;
  /** What `hustings log verify` said. */
  said: string;
}

/** Waits until so many commits are sealed, then hashes what is published anew with the operator's keys and nothing else. */
export async function checkSealedLog(
  world: World,
  token: string,
  commits: bigint,
): Promise<SealedLog> {
  const keys = await sealedKeys(world, token, commits);
  const dir = mkdtempSync(join(tmpdir(), 'hustings-keys-'));
  try {
    const file = join(dir, 'keys');
    writeFileSync(file, keys.join('\n'));
    const said: string[] = [];
    const exitCode = await runCli(['log', 'verify', join(world.sealDir, 'log'), '--key', file], {
      out: (text) => said.push(text),
      err: (text) => said.push(text),
      env: {},
      interactive: false,
      colours: false,
      interrupted: new AbortController().signal,
    });
    return { commits: Number(commits), verifies: exitCode === 0, said: said.join('').trim() };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

async function sealedKeys(world: World, token: string, commits: bigint): Promise<string[]> {
  const address = world.fleet.addresses.auditor;
  const auditor = createClient(TransparencyServiceDefinition, { address, token });
  try {
    return await waitUntil('the log is sealed', SEALED_WITHIN_MS, async () => {
      const { partitions } = await auditor.listCheckpoints({});
      const sealed = partitions.find(({ partition }) => partition === '0')?.size ?? 0n;
      return sealed >= commits && partitions.map(({ verifierKey }) => verifierKey);
    });
  } finally {
    auditor.close();
  }
}
