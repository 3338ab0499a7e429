import { readConfig, type ServiceConfig, serviceConfigOf, serviceEnv } from '@hustings/service-kit';
import { z } from 'zod';

/** Port on loopback unless LISTEN_ADDRESS says otherwise. */
const DEFAULT_PORT = 7403;

const schema = z.object(serviceEnv(DEFAULT_PORT));

/** What the content classifier needs to start. */
export type ContentClassifierConfig = ServiceConfig;

/** Reads the environment; throws `ConfigInvalid` with every fault. */
export function contentClassifierConfig(env: NodeJS.ProcessEnv): ContentClassifierConfig {
  return serviceConfigOf(readConfig(schema, env));
}
