import { readConfig, type ServiceConfig, serviceConfigOf, serviceEnv } from '@hustings/service-kit';
import { z } from 'zod';

/** Port on loopback unless LISTEN_ADDRESS says otherwise. */
const DEFAULT_PORT = 7405;

const schema = z.object(serviceEnv(DEFAULT_PORT));

/** What enforcement needs to start. */
export type EnforcementConfig = ServiceConfig;

/** Reads the environment; throws `ConfigInvalid` with every fault. */
export function enforcementConfig(env: NodeJS.ProcessEnv): EnforcementConfig {
  return serviceConfigOf(readConfig(schema, env));
}
