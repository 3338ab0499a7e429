import {
  masterKey,
  readConfig,
  type ServiceConfig,
  serviceConfigOf,
  serviceEnv,
} from '@hustings/service-kit';
import { z } from 'zod';

/** Port on loopback unless LISTEN_ADDRESS says otherwise. */
const DEFAULT_PORT = 7407;

const schema = z.object({
  ...serviceEnv(DEFAULT_PORT),
  HUSTINGS_MASTER_KEY: masterKey.optional(),
});

/** What the auditor needs to start. */
export interface AuditorConfig extends ServiceConfig {
  /** 64 hex digits. Without it nobody's opt-out from all political senders can be joined with decisions. */
  masterKey?: string | undefined;
}

/** Reads the environment; throws `ConfigInvalid` with every fault. */
export function auditorConfig(env: NodeJS.ProcessEnv): AuditorConfig {
  const read = readConfig(schema, env);
  return {
    ...serviceConfigOf(read),
    masterKey: read.HUSTINGS_MASTER_KEY,
  };
}
