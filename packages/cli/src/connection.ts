import { readFileSync } from 'node:fs';
import { UsageFault } from './failures.ts';
import type { Io } from './io.ts';

/** Services with the port that each has by default on this machine. */
const DEFAULT_PORTS = {
  registry: 7401,
  governor: 7402,
  classifier: 7403,
  optout: 7404,
  enforcement: 7405,
  dispatcher: 7406,
  auditor: 7407,
} as const;

export type ServiceName = keyof typeof DEFAULT_PORTS;

export const SERVICE_NAMES: ServiceName[] = [
  'registry',
  'governor',
  'classifier',
  'optout',
  'enforcement',
  'dispatcher',
  'auditor',
];

/** Where the services are and who calls them. */
export interface Connection {
  /** Bearer token; '' when none was given. */
  token: string;
  addressOf(service: ServiceName): string;
  /** Where the pages for recipients are; null where nobody said so: not everybody has them. */
  console: string | null;
}

/** What `npm start` writes: `{"token": "…", "addresses": {"registry": "127.0.0.1:7401", …}}`. */
interface Profile {
  token?: string;
  addresses?: Record<string, string>;
}

const DEFAULT_PROFILE = '.data/start/cli.json';

/**
 * Finds the connection: flags first, then `HUSTINGS_TOKEN` and `HUSTINGS_<SERVICE>_ADDRESS`, then the profile file,
 * then the default ports.
 *
 * @throws UsageFault when a profile that was asked for cannot be read.
 */
export function findConnection(io: Io, flags: { token?: string; profile?: string }): Connection {
  const named = flags.profile ?? io.env.HUSTINGS_PROFILE;
  const profile = readProfile(named ?? DEFAULT_PROFILE, named !== undefined);
  return {
    token: flags.token ?? io.env.HUSTINGS_TOKEN ?? profile.token ?? '',
    addressOf: (service) =>
      io.env[`HUSTINGS_${service.toUpperCase()}_ADDRESS`] ??
      profile.addresses?.[service] ??
      `127.0.0.1:${DEFAULT_PORTS[service]}`,
    console: io.env.HUSTINGS_CONSOLE_ADDRESS ?? profile.addresses?.console ?? null,
  };
}

function readProfile(path: string, required: boolean): Profile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (!required) return {};
    throw new UsageFault(
      `cannot read the profile ${path}: check --profile or HUSTINGS_PROFILE`,
      error,
    );
  }
  const profile = parseProfile(text);
  if (profile !== null) return profile;
  throw new UsageFault(
    `the profile ${path} is not what "npm start" writes: remove it and start again`,
  );
}

function parseProfile(text: string): Profile | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { token, addresses } = value as { token?: unknown; addresses?: unknown };
  return {
    ...(typeof token === 'string' ? { token } : {}),
    ...(isTextRecord(addresses) ? { addresses } : {}),
  };
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((each) => typeof each === 'string')
  );
}
