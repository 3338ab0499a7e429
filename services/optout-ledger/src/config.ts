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
const DEFAULT_PORT = 7404;

const schema = z.object({
  ...serviceEnv(DEFAULT_PORT),
  HUSTINGS_MASTER_KEY: masterKey,
  DISPATCHER_ADDRESS: address.default('127.0.0.1:7406'),
});

/** What the opt-out ledger needs to start. */
export interface OptoutLedgerConfig extends ServiceConfig {
  /** 256-bit master key, 64 hex digits. */
  masterKey: string;
  /** Where the dispatcher is asked what is with the provider, host:port. */
  dispatcherAddress: string;
}

/** Reads the environment; throws `ConfigInvalid` with every fault. */
export function optoutLedgerConfig(env: NodeJS.ProcessEnv): OptoutLedgerConfig {
  const read = readConfig(schema, env);
  return {
    ...serviceConfigOf(read),
    masterKey: read.HUSTINGS_MASTER_KEY,
    dispatcherAddress: read.DISPATCHER_ADDRESS,
  };
}
