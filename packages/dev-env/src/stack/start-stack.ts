import { join } from 'node:path';
import { type Fleet, type FleetOptions, startFleet } from '../fleet/fleet.ts';
import { keepSecrets } from '../fleet/secrets.ts';
import { installLog } from '../install/install-log.ts';
import { startNats } from '../servers/nats.ts';
import { startRedis } from '../servers/redis.ts';
import type { ServerProcess } from '../servers/server-process.ts';
import { activatePolicy } from './activate-policy.ts';

export interface StackOptions
  extends Pick<
    FleetOptions,
    'ports' | 'env' | 'members' | 'governors' | 'through' | 'onUnexpectedExit'
  > {
  /** Folder of all data, logs and secrets; a stack started on it again goes on where it was. */
  dir: string;
  /** Policy document (JSON) to put in force when none is. */
  policyJson?: string;
  /** Servers that exist already and are used instead of own ones. */
  natsUrl?: string | undefined;
  redisUrl?: string | undefined;
}

/** A whole deployment on this machine. */
export interface Stack {
  readonly fleet: Fleet;
  /** Null when the server is not ours. */
  readonly nats: ServerProcess | null;
  readonly redis: ServerProcess | null;
  readonly natsUrl: string;
  readonly redisUrl: string;
  /** Folder of the sealed log; "log" in it is what outsiders get. */
  readonly sealDir: string;
  /** Drains the services, then stops the servers. May be called twice. */
  stop(): Promise<void>;
}

/** Starts NATS, Redis, the event log, all services, the simulated provider and the policy. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const begun: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const part of begun.toReversed()) await part.stop();
  };
  const begin = async <T extends { stop(): Promise<void> }>(part: Promise<T>): Promise<T> => {
    const started = await part;
    begun.push(started);
    return started;
  };
  try {
    const { dir } = options;
    const nats = options.natsUrl ? null : await begin(startNats({ dir: join(dir, 'nats') }));
    const redis = options.redisUrl ? null : await begin(startRedis({ dir: join(dir, 'redis') }));
    const natsUrl = nats?.url ?? options.natsUrl ?? '';
    const redisUrl = redis?.url ?? options.redisUrl ?? '';
    await installLog(natsUrl);
    const fleet = await begin(startFleet(fleetOptions(options, { natsUrl, redisUrl })));
    if (options.policyJson !== undefined) await putInForce(fleet, options.policyJson);
    return { fleet, nats, redis, natsUrl, redisUrl, sealDir: sealDirOf(dir), stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

function sealDirOf(dir: string): string {
  return join(dir, 'transparency');
}

function fleetOptions(
  { dir, ports, env, members, governors, through, onUnexpectedExit }: StackOptions,
  servers: { natsUrl: string; redisUrl: string },
): FleetOptions {
  return {
    ...servers,
    dir: join(dir, 'logs'),
    sealDir: sealDirOf(dir),
    secrets: keepSecrets(join(dir, 'secrets.json')),
    ...(ports ? { ports } : {}),
    ...(env ? { env } : {}),
    ...(members ? { members } : {}),
    ...(governors ? { governors } : {}),
    ...(through ? { through } : {}),
    ...(onUnexpectedExit ? { onUnexpectedExit } : {}),
  };
}

async function putInForce(fleet: Fleet, documentJson: string): Promise<void> {
  await activatePolicy({
    registryAddress: fleet.addresses['sender-registry'],
    enforcementAddress: fleet.addresses.enforcement,
    operatorToken: fleet.secrets.operatorToken,
    documentJson,
  });
}
