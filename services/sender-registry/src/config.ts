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
const DEFAULT_PORT = 7401;

const schema = z.object({
  ...serviceEnv(DEFAULT_PORT),
  DISPATCHER_ADDRESS: address.default('127.0.0.1:7406'),
  HUSTINGS_MASTER_KEY: masterKey,
});

/** What the sender registry needs to start. */
export interface SenderRegistryConfig extends ServiceConfig {
  /** host:port of the dispatcher, which delivers verification codes. */
  dispatcherAddress: string;
  /** 256-bit master key, 64 hex digits. */
  masterKey: string;
}

/** Reads the environment; throws `ConfigInvalid` with every fault. */
export function senderRegistryConfig(env: NodeJS.ProcessEnv): SenderRegistryConfig {
  const read = readConfig(schema, env);
  return {
    ...serviceConfigOf(read),
    dispatcherAddress: read.DISPATCHER_ADDRESS,
    masterKey: read.HUSTINGS_MASTER_KEY,
  };
}
