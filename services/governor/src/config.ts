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

const schema = z.object({
  ...serviceEnv(DEFAULT_PORT),
  REDIS_URL: z.string().min(1).default('redis://127.0.0.1:6379'),
  CLASSIFIER_ADDRESS: address.default('127.0.0.1:7403'),
  HUSTINGS_MASTER_KEY: masterKey,
});

/** What the governor needs to start. */
export interface GovernorConfig extends ServiceConfig {
  redisUrl: string;
  /** host:port of the content classifier. */
  classifierAddress: string;
  /** 256-bit master key, 64 hex digits. */
  masterKey: string;
}

/** Reads the environment; throws `ConfigInvalid` with every fault. */
export function governorConfig(env: NodeJS.ProcessEnv): GovernorConfig {
  const read = readConfig(schema, env);
  return {
    ...serviceConfigOf(read),
    redisUrl: read.REDIS_URL,
    classifierAddress: read.CLASSIFIER_ADDRESS,
    masterKey: read.HUSTINGS_MASTER_KEY,
  };
}
