import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createLogger, startGrpcServer } from '@hustings/service-kit';
import { describe, expect, it } from 'vitest';
import { checkHealth } from '../src/fleet/health.ts';
import { findFreePort, LOOPBACK } from '../src/servers/loopback.ts';

const SCRIPT = fileURLToPath(new URL('../../../scripts/healthcheck.mjs', import.meta.url));

/** The two ways of asking must agree: containers use the script, the fleet the function. */
const CHECKS = [
  { by: 'the script', isWell: askByScript },
  { by: 'the function', isWell: askByFunction },
];

describe.each(CHECKS)('A health check by $by', ({ isWell }) => {
  it('passes on a gRPC service that serves', async () => {
    const server = await startGrpcServer({
      address: `${LOOPBACK}:0`,
      services: [],
      logger: createLogger('test', 'silent'),
    });
    expect(await isWell('grpc', server.address)).toBe(true);
    await server.stop();
    expect(await isWell('grpc', server.address)).toBe(false);
  });

  it.each(['grpc', 'http'] as const)('fails on a port where nobody speaks %s', async (speaks) => {
    expect(await isWell(speaks, `${LOOPBACK}:${await findFreePort()}`)).toBe(false);
  });

  it.each(['grpc', 'http'] as const)(
    'gives up on a server that accepts and says no %s',
    async (speaks) => {
      const mute = createServer().listen(0, LOOPBACK);
      await once(mute, 'listening');
      const address = mute.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      expect(await isWell(speaks, `${LOOPBACK}:${port}`)).toBe(false);
      mute.close();
    },
  );
});

async function askByScript(speaks: string, address: string): Promise<boolean> {
  const [code] = await once(spawn(process.execPath, [SCRIPT, speaks, address]), 'exit');
  return code === 0;
}

async function askByFunction(speaks: 'grpc' | 'http', address: string): Promise<boolean> {
  try {
    await checkHealth(speaks, address, 2_000);
    return true;
  } catch {
    return false;
  }
}
