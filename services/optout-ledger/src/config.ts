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

/** It stands before /o/… in messages, so it has neither query nor slash at its end. */
const webAddress = z
  .string()
  .regex(
    /^https?:\/\/[^\s?#]+[^\s?#/]$/,
    'must be an http or https address without a slash at its end',
  );

const schema = z.object({
  ...serviceEnv(DEFAULT_PORT),
  HUSTINGS_MASTER_KEY: masterKey,
  DISPATCHER_ADDRESS: address.default('127.0.0.1:7406'),
  RECIPIENT_PAGES_URL: webAddress.optional(),
});

/** What the opt-out ledger needs to start. */
export interface OptoutLedgerConfig extends ServiceConfig {
  /** 256-bit master key, 64 hex digits. */
  masterKey: string;
  /** Where the dispatcher is asked what is with the provider, host:port. */
  dispatcherAddress: string;
  /** Where recipients' pages are served; '' = nowhere, and links are issued without an address. */
  pagesUrl?: string;
}

/** Reads the environment; throws `ConfigInvalid` with every fault. */
export function optoutLedgerConfig(env: NodeJS.ProcessEnv): OptoutLedgerConfig {
  const read = readConfig(schema, env);
  return {
    ...serviceConfigOf(read),
    masterKey: read.HUSTINGS_MASTER_KEY,
    dispatcherAddress: read.DISPATCHER_ADDRESS,
    pagesUrl: read.RECIPIENT_PAGES_URL ?? '',
  };
}
