import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkHealth } from '../src/fleet/health.ts';
import {
  activatePolicy,
  type InProcessFleet,
  installLog,
  MEMBERS,
  type MemberName,
  type ServerProcess,
  startFleetInProcess,
  startNats,
  startRedis,
  startStack,
} from '../src/index.ts';

const policyJson = readFileSync(
  new URL('../../../examples/policies/default.json', import.meta.url),
  'utf8',
);
const NAMES = Object.keys(MEMBERS) as MemberName[];
/** Nine processes on a busy two-core machine. */
const TIMEOUT_MS = 90_000;

async function expectAllWell(addresses: Readonly<Record<MemberName, string>>): Promise<void> {
  const checks = NAMES.map((name) => checkHealth(MEMBERS[name].speaks, addresses[name], 5_000));
  await expect(Promise.all(checks)).resolves.toHaveLength(NAMES.length);
}

describe('The fleet in one process', () => {
  let servers: ServerProcess[] = [];
  let fleet: InProcessFleet | undefined;

  afterEach(async () => {
    await fleet?.stop();
    await Promise.all(servers.map((server) => server.stop()));
  });

  it.each([
    { order: 'callees first', names: NAMES.toReversed() },
    { order: 'callers first', names: NAMES },
  ])('comes up $order, one at a time', { timeout: TIMEOUT_MS }, async ({ names }) => {
    servers = await Promise.all([startNats(), startRedis()]);
    const [natsUrl = '', redisUrl = ''] = servers.map((server) => server.url);
    await installLog(natsUrl);
    fleet = await startFleetInProcess({ natsUrl, redisUrl, members: [] });
    for (const name of names) await fleet.startMember(name);
    await expectAllWell(fleet.addresses);
  });
});

describe('A stack of processes', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'hustings-stack-'));
  });

  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('goes on where it was, with the same secrets and policy', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const first = await startStack({ dir, policyJson });
    const { operatorToken } = first.fleet.secrets;
    await expectAllWell(first.fleet.addresses);
    await first.stop();
    const second = await startStack({ dir });
    try {
      expect(second.fleet.secrets.operatorToken).toBe(operatorToken);
      const again = await activatePolicy({
        registryAddress: second.fleet.addresses['sender-registry'],
        enforcementAddress: second.fleet.addresses.enforcement,
        operatorToken,
        documentJson: policyJson,
      });
      expect(again).toBeNull();
    } finally {
      await second.stop();
    }
  });
});
