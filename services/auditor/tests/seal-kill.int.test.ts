import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ServerProcess, startNats } from '@hustings/dev-env/servers';
import { connectEventLog, type EventLog, installStreams } from '@hustings/event-log';
import { findLogFault, sameBytes } from '@hustings/merkle-log';
import { connectNats } from '@hustings/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { decide, LAYOUT, ORIGIN, opened, SEED } from './support/sealing.ts';
import { environment } from './support/transparency.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const KILLS = 5;

let nats: ServerProcess;
let connection: NatsConnection;
let log: EventLog;
let dir: string;

beforeAll(async () => {
  nats = await startNats();
  connection = await connectNats(nats.url, 'test');
  await installStreams(connection, { ...LAYOUT, replicas: 1 });
  log = await connectEventLog(connection);
  dir = mkdtempSync(join(tmpdir(), 'hustings-kill-'));
});

afterAll(async () => {
  await connection.close();
  await nats.stop();
  rmSync(dir, { recursive: true });
});

it(`killed ${KILLS} times while the log grows, the auditor never publishes two roots for a size and seals it all`, {
  timeout: 120_000,
}, async () => {
  const roots = new Map<number, Uint8Array>();
  const conflicts: number[] = [];
  let growing = true;
  const growth = grow(() => growing);
  const watching = watch(
    () => growing,
    ({ size, root }) => {
      const known = roots.get(size) ?? root;
      if (!sameBytes(known, root)) conflicts.push(size);
      roots.set(size, root);
    },
  );
  for (let n = 0; n < KILLS; n++) {
    const auditor = start();
    const before = sealedSize();
    // Until it seals, then a moment that differs: the kill meets another step each time.
    await vi.waitFor(() => expect(sealedSize()).toBeGreaterThan(before), { timeout: 30_000 });
    await sleep(30 * n);
    auditor.kill('SIGKILL');
    await once(auditor, 'exit');
  }
  growing = false;
  await Promise.all([growth, watching]);
  const last = await log.lastSeq('0');
  const auditor = start();
  await vi.waitFor(() => expect(sealedSize()).toBe(last), { timeout: 30_000 });
  auditor.kill('SIGTERM');
  await once(auditor, 'exit');
  expect(conflicts).toEqual([]);
  expect(roots.size).toBeGreaterThanOrEqual(KILLS);
  const read = async (path: string) => readFileSync(join(dir, 'log/0', path));
  const fault = await findLogFault(checkpoint(), { read, isEntry: () => true });
  expect(fault).toBeNull();
});

/** Commits follow each other while it lasts. */
async function grow(lasts: () => boolean): Promise<void> {
  while (lasts()) {
    await decide(log, [1, 2, 1]);
    await sleep(2);
  }
}

async function watch(
  lasts: () => boolean,
  note: (head: { size: number; root: Uint8Array }) => void,
): Promise<void> {
  while (lasts()) {
    if (sealedSize() > 0) note(checkpoint());
    await sleep(1);
  }
}

function start(): ChildProcess {
  const env = {
    ...environment(nats.url),
    HUSTINGS_SEAL_KEY: SEED,
    HUSTINGS_SEAL_DIR: dir,
    HUSTINGS_SEAL_ORIGIN: ORIGIN,
    HUSTINGS_SEAL_INTERVAL_MS: '10',
  };
  return spawn(process.execPath, [MAIN], { env: { ...process.env, ...env }, stdio: 'ignore' });
}

function sealedSize(): number {
  return existsSync(join(dir, 'log/0/checkpoint')) ? checkpoint().size : 0;
}

function checkpoint() {
  return opened(readFileSync(join(dir, 'log/0/checkpoint')));
}
