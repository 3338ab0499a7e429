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
const DEFAULT_PORT = 7406;

const schema = z.object({
  ...serviceEnv(DEFAULT_PORT),
  OPTOUT_ADDRESS: address.default('127.0.0.1:7404'),
  PROVIDER_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:7408'),
  PROVIDER_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(5_000),
  WEBHOOK_LISTEN: address.default('127.0.0.1:7416'),
  WEBHOOK_SECRET: z.string().min(16, 'needs at least 16 characters'),
  HUSTINGS_MASTER_KEY: masterKey,
});

/** What the dispatcher needs to start. */
export interface DispatcherConfig extends ServiceConfig {
  /** host:port of the opt-out ledger. */
  optoutAddress: string;
  /** Base URL of the provider's HTTP API. */
  providerUrl: string;
  /** Longest wait for the provider's answer to a call, milliseconds. */
  providerTimeoutMs: number;
  /** host:port on which webhooks arrive; port 0 takes a free one. */
  webhookListen: string;
  /** Key of the HMAC over webhook bodies. */
  webhookSecret: string;
  /** 256-bit master key, 64 hex digits. */
  masterKey: string;
}

/** Reads the environment; throws `ConfigInvalid` with every fault. */
export function dispatcherConfig(env: NodeJS.ProcessEnv): DispatcherConfig {
  const read = readConfig(schema, env);
  return {
    ...serviceConfigOf(read),
    optoutAddress: read.OPTOUT_ADDRESS,
    providerUrl: read.PROVIDER_URL,
    providerTimeoutMs: read.PROVIDER_TIMEOUT_MS,
    webhookListen: read.WEBHOOK_LISTEN,
    webhookSecret: read.WEBHOOK_SECRET,
    masterKey: read.HUSTINGS_MASTER_KEY,
  };
}
