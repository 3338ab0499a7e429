import { availableParallelism } from 'node:os';
import {
  address,
  masterKey,
  readConfig,
  type ServiceConfig,
  serviceConfigOf,
  serviceEnv,
} from '@hustings/service-kit';
import { z } from 'zod';

/** Port on loopback unless LISTEN_ADDRESS says otherwise. */
const DEFAULT_PORT = 7402;

/** A governor that died keeps its gates for so long: a pause of its process must not look like its end. */
const DEFAULT_LEASE_MS = 4_000;
/** Below it a busy machine loses its gates for nothing; above it people wait. */
const LEASE_MS = { min: 1_000, max: 30_000 } as const;

const schema = z.object({
  ...serviceEnv(DEFAULT_PORT),
  REDIS_URL: z.string().min(1).default('redis://127.0.0.1:6379'),
  CLASSIFIER_ADDRESS: address.default('127.0.0.1:7403'),
  HUSTINGS_MASTER_KEY: masterKey,
  ADVERTISE_ADDRESS: address.optional(),
  GATE_LEASE_MS: z.coerce
    .number()
    .int()
    .min(LEASE_MS.min)
    .max(LEASE_MS.max)
    .default(DEFAULT_LEASE_MS),
  GRPC_FRONT: z
    .enum(['thread', 'inline'])
    .default(availableParallelism() > 1 ? 'thread' : 'inline'),
});

/** What the governor needs to start. */
export interface GovernorConfig extends ServiceConfig {
  /** `redis://host:port`, or at least two nodes of a cluster, separated by commas. */
  redisUrl: string;
  /** host:port of the content classifier. */
  classifierAddress: string;
  /** 256-bit master key, 64 hex digits. */
  masterKey: string;
  /** host:port at which other governors reach this one; absent = the address on which it listens. */
  advertiseAddress?: string | undefined;
  /** How long a governor that died keeps its gates, milliseconds. */
  gateLeaseMs: number;
  /** Whether a thread of its own holds the connections; absent = no. By the environment yes, where there are two processors. */
  front?: 'thread' | 'inline';
}

/** Reads the environment; throws `ConfigInvalid` with every fault. */
export function governorConfig(env: NodeJS.ProcessEnv): GovernorConfig {
  const read = readConfig(schema, env);
  return {
    ...serviceConfigOf(read),
    redisUrl: read.REDIS_URL,
    classifierAddress: read.CLASSIFIER_ADDRESS,
    masterKey: read.HUSTINGS_MASTER_KEY,
    advertiseAddress: read.ADVERTISE_ADDRESS,
    gateLeaseMs: read.GATE_LEASE_MS,
    front: read.GRPC_FRONT,
  };
}
