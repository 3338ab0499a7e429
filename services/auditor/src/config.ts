import {
  ConfigInvalid,
  masterKey,
  readConfig,
  type ServiceConfig,
  serviceConfigOf,
  serviceEnv,
} from '@hustings/service-kit';
import { z } from 'zod';

/** Port on loopback unless LISTEN_ADDRESS says otherwise. */
const DEFAULT_PORT = 7407;

/** Time between two rounds of sealing, milliseconds: a commit is under a checkpoint after two of them at the latest, unless it lags. */
const SEAL_INTERVAL_MS = { min: 10, usual: 2000, max: 60_000 };

const schema = z.object({
  ...serviceEnv(DEFAULT_PORT),
  HUSTINGS_MASTER_KEY: masterKey.optional(),
  HUSTINGS_SEAL_KEY: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hex digits')
    .optional(),
  HUSTINGS_SEAL_DIR: z.string().min(1).optional(),
  HUSTINGS_SEAL_ORIGIN: z
    .string()
    .regex(
      /^[A-Za-z0-9.-]+(\/[A-Za-z0-9._-]+)*$/,
      'must be a host and path, such as example.org/log',
    )
    .default('localhost/hustings'),
  HUSTINGS_SEAL_INTERVAL_MS: z.coerce
    .number()
    .int()
    .min(SEAL_INTERVAL_MS.min)
    .max(SEAL_INTERVAL_MS.max)
    .default(SEAL_INTERVAL_MS.usual),
});

/** How the event log is sealed. */
export interface SealConfig {
  /** Seed of the signing key, 64 hex digits. A key of its own: it signs nothing else and opens nothing. */
  key: string;
  /** Folder of the sealed log. One auditor at a time may write there. */
  dir: string;
  /** Name of the log without its partition: a host and path that the operator keeps for good. */
  origin: string;
  intervalMs: number;
}

/** What the auditor needs to start. */
export interface AuditorConfig extends ServiceConfig {
  /** 64 hex digits. Without it nobody's opt-out from all political senders can be joined with decisions. */
  masterKey?: string | undefined;
  /** Absent: this auditor seals nothing. */
  seal?: SealConfig | undefined;
}

/** Reads the environment; throws `ConfigInvalid` with every fault. */
export function auditorConfig(env: NodeJS.ProcessEnv): AuditorConfig {
  const read = readConfig(schema, env);
  return {
    ...serviceConfigOf(read),
    masterKey: read.HUSTINGS_MASTER_KEY,
    seal: sealConfigOf(read),
  };
}

function sealConfigOf(read: z.output<typeof schema>): SealConfig | undefined {
  const { HUSTINGS_SEAL_KEY: key, HUSTINGS_SEAL_DIR: dir } = read;
  if (key === undefined && dir === undefined) return undefined;
  if (key === undefined || dir === undefined) {
    const [missing, given] = key === undefined ? ['KEY', 'DIR'] : ['DIR', 'KEY'];
    throw new ConfigInvalid([
      `HUSTINGS_SEAL_${missing}: is missing, while HUSTINGS_SEAL_${given} is set`,
    ]);
  }
  const { HUSTINGS_SEAL_ORIGIN: origin, HUSTINGS_SEAL_INTERVAL_MS: intervalMs } = read;
  return { key, dir, origin, intervalMs };
}
