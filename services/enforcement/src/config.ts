import {
  masterKey,
  readConfig,
  type ServiceConfig,
  serviceConfigOf,
  serviceEnv,
} from '@hustings/service-kit';
import { z } from 'zod';

/** Port on loopback unless LISTEN_ADDRESS says otherwise. */
const DEFAULT_PORT = 7405;

const schema = z.object({
  ...serviceEnv(DEFAULT_PORT),
  HUSTINGS_MASTER_KEY: masterKey.optional(),
});

/** What enforcement needs to start. */
export interface EnforcementConfig extends ServiceConfig {
  /** 64 hex digits. Without it appeals have no dialogue: nothing could be sealed. */
  masterKey?: string | undefined;
}

/** Reads the environment; throws `ConfigInvalid` with every fault. */
export function enforcementConfig(env: NodeJS.ProcessEnv): EnforcementConfig {
  const read = readConfig(schema, env);
  return { ...serviceConfigOf(read), masterKey: read.HUSTINGS_MASTER_KEY };
}
