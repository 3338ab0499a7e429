// npm start: keeps the whole stack up on this machine until Ctrl-C.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isPortFree } from '../servers/loopback.ts';
import { type Stack, startStack } from '../stack/start-stack.ts';
import { writeProfile } from './profile.ts';
import { readSettings, type StartSettings, USAGE, USUAL_DIR } from './settings.ts';

const POLICY = new URL('../../../../examples/policies/default.json', import.meta.url);

try {
  await keepUp(readSettings(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof Error && 'code' in error && /PARSE_ARGS/.test(String(error.code)))
    console.error(USAGE);
  process.exitCode = 1;
}

async function keepUp(settings: StartSettings): Promise<void> {
  const dir = resolve(settings.dir);
  await refuseTakenPorts(settings);
  const stop = stopRequested();
  console.log(`starting the stack; data and logs are in ${settings.dir}`);
  const stack = await startStack({
    dir,
    ports: settings.ports,
    policyJson: readFileSync(POLICY, 'utf8'),
    natsUrl: process.env.NATS_URL,
    redisUrl: process.env.REDIS_URL,
    onUnexpectedExit: ({ name, lastLines }) =>
      stop.request(`${name} ended by itself:\n${lastLines}`),
  });
  writeProfile(join(dir, 'cli.json'), stack.fleet);
  describe(stack, settings.dir);
  const fault = await stop.requested;
  console.log(fault ?? 'draining; press Ctrl-C again to stop at once');
  await stack.stop();
  process.exitCode = fault === null ? 0 : 1;
}

async function refuseTakenPorts({ ports }: StartSettings): Promise<void> {
  for (const port of [...Object.values(ports.members), ports.webhooks]) {
    if (await isPortFree(port)) continue;
    throw new Error(
      `port ${port} is in use; free it or choose others with npm start -- --port-base N`,
    );
  }
}

/** The first Ctrl-C asks for an orderly end; a second one ends the process, and with it all its children. */
function stopRequested(): { requested: Promise<string | null>; request: (fault: string) => void } {
  const { promise, resolve: request } = Promise.withResolvers<string | null>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    void once(process, signal).then(() => request(null));
  }
  return { requested: promise, request };
}

function describe({ fleet, natsUrl, redisUrl }: Stack, dir: string): void {
  const servers: [string, string][] = [
    ['NATS', natsUrl],
    ['Redis', redisUrl],
  ];
  for (const [name, address] of [...Object.entries(fleet.addresses), ...servers]) {
    console.log(`  ${name.padEnd(20)} ${address}`);
  }
  const profile = dir === USUAL_DIR ? '' : `--profile ${join(dir, 'cli.json')} `;
  console.log(`
The stack is up. Ctrl-C stops it; what it knows is kept. Try, in another terminal:

  npm run --silent hustings -- ${profile}status
`);
}
