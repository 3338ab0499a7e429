import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { LogLevel } from './logger.ts';

/** The environment does not make a configuration. `faults` lists every one, each with the variable's name. */
export class ConfigInvalid extends Error {
  override readonly name = 'ConfigInvalid';
  readonly faults: string[];

  constructor(faults: string[]) {
    super(`configuration is not valid: ${faults.join('; ')}`);
    this.faults = faults;
  }
}

type Environment = Record<string, string | undefined>;

/**
 * The environment as typed values. `<NAME>_FILE` names a file that holds the value, for secrets that an orchestrator
 * mounts; an empty variable counts as absent, as Compose writes absent ones. Throws `ConfigInvalid` with all faults.
 * The faults never repeat a value: it may be a secret.
 */
export function readConfig<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: Environment,
): z.output<z.ZodObject<Shape>> {
  const faults: string[] = [];
  const values: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = readVariable(name, env, faults);
    if (value !== undefined) values[name] = value;
  }
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    faults.push(...parsed.error.issues.map((issue) => describeIssue(issue, values)));
  }
  if (!parsed.success || faults.length > 0) throw new ConfigInvalid(faults);
  return parsed.data;
}

function readVariable(name: string, env: Environment, faults: string[]): string | undefined {
  const direct = env[name] || undefined;
  const path = env[`${name}_FILE`] || undefined;
  if (direct !== undefined && path !== undefined) {
    faults.push(`${name}: set it or ${name}_FILE, not both`);
  }
  if (direct !== undefined || path === undefined) return direct;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    faults.push(`${name}_FILE: cannot read the file (${errorCode(cause)})`);
    return undefined;
  }
}

function describeIssue(issue: z.core.$ZodIssue, values: Record<string, string>): string {
  const name = issue.path.join('.');
  return name !== '' && values[name] === undefined
    ? `${name}: is missing`
    : `${name}: ${issue.message}`;
}

function errorCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
}

const HOST_PORT = /^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/;

/** A shorter shared secret could be guessed; 24 characters of base64url hold 144 bits. */
const SHARED_TOKEN_MIN_CHARS = 24;

/** An address of a peer or listener: host:port. */
export const address = z.string().regex(HOST_PORT, 'must be host:port');
/**
 * The 256-bit key that all others are derived from, or several by version: "1*:<hex>,2:<hex>". The newest wraps recipients' keys, the
 * one with the mark (else the oldest) makes the pseudonyms in use.
 */
export const masterKey = z
  .string()
  .regex(
    /^([0-9a-fA-F]{64}|[1-9]\d{0,3}\*?:[0-9a-fA-F]{64}(,[1-9]\d{0,3}\*?:[0-9a-fA-F]{64})*)$/,
    'must be 64 hex digits, or versions such as 1*:<64 hex digits>,2:<64 hex digits>',
  );
const token = z
  .string()
  .min(SHARED_TOKEN_MIN_CHARS, `needs at least ${SHARED_TOKEN_MIN_CHARS} characters`);

/** Variables that every service reads. `port` is the service's own default port on loopback. */
export function serviceEnv(port: number) {
  return {
    NATS_URL: z.string().min(1).default('nats://127.0.0.1:4222'),
    LISTEN_ADDRESS: address.default(`127.0.0.1:${port}`),
    METRICS_ADDRESS: address.optional(),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    HUSTINGS_OPERATOR_TOKEN: token,
    HUSTINGS_INTERNAL_TOKEN: token,
  };
}

/** What every service needs to start. */
export interface ServiceConfig {
  natsUrl: string;
  /** host:port; port 0 takes a free one. */
  listenAddress: string;
  /** host:port of the Prometheus page; absent = none. */
  metricsAddress?: string | undefined;
  logLevel: LogLevel;
  /** Accepted as ROLE_OPERATOR. */
  operatorToken: string;
  /** Bearer token of calls between services. */
  internalToken: string;
}

/** The part of a service's configuration that `serviceEnv` reads. */
export function serviceConfigOf(
  read: z.output<z.ZodObject<ReturnType<typeof serviceEnv>>>,
): ServiceConfig {
  return {
    natsUrl: read.NATS_URL,
    listenAddress: read.LISTEN_ADDRESS,
    metricsAddress: read.METRICS_ADDRESS,
    logLevel: read.LOG_LEVEL,
    operatorToken: read.HUSTINGS_OPERATOR_TOKEN,
    internalToken: read.HUSTINGS_INTERNAL_TOKEN,
  };
}
