import { address, type LogLevel, readConfig, serviceEnv } from '@hustings/service-kit';
import { z } from 'zod';

/** Port on loopback unless LISTEN_ADDRESS says otherwise. */
const DEFAULT_PORT = 7409;

const { LISTEN_ADDRESS, METRICS_ADDRESS, LOG_LEVEL, HUSTINGS_INTERNAL_TOKEN } =
  serviceEnv(DEFAULT_PORT);

/** The pages read neither the log nor Redis: two gRPC contracts are all that they know. */
const schema = z.object({
  LISTEN_ADDRESS,
  METRICS_ADDRESS,
  LOG_LEVEL,
  HUSTINGS_INTERNAL_TOKEN,
  OPTOUT_ADDRESS: address.default('127.0.0.1:7404'),
  REGISTRY_ADDRESS: address.default('127.0.0.1:7401'),
  OPERATOR_CONTACT: z.string().max(200).default(''),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
});

/** What the console needs to start. */
export interface ConsoleConfig {
  /** host:port of the pages; port 0 takes a free one. */
  listenAddress: string;
  /** host:port of the Prometheus page; absent = none. */
  metricsAddress?: string | undefined;
  logLevel: LogLevel;
  /** Bearer token of calls between services. */
  internalToken: string;
  /** host:port of the opt-out ledger. */
  optoutAddress: string;
  /** host:port of the registry. */
  registryAddress: string;
  /** Where people reach whoever runs the service, in their words; '' = the pages name nobody. */
  operatorContact: string;
  /** Proxies in front that append to X-Forwarded-For; 0 = the connection's own address counts. */
  trustedProxies: number;
}

/** Reads the environment; throws `ConfigInvalid` with every fault. */
export function consoleConfig(env: NodeJS.ProcessEnv): ConsoleConfig {
  const read = readConfig(schema, env);
  return {
    listenAddress: read.LISTEN_ADDRESS,
    metricsAddress: read.METRICS_ADDRESS,
    logLevel: read.LOG_LEVEL,
    internalToken: read.HUSTINGS_INTERNAL_TOKEN,
    optoutAddress: read.OPTOUT_ADDRESS,
    registryAddress: read.REGISTRY_ADDRESS,
    operatorContact: read.OPERATOR_CONTACT,
    trustedProxies: read.TRUSTED_PROXIES,
  };
}
