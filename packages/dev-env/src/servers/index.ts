/** The servers alone, for tests of packages that the fleet is made of. */
export { startNats } from './nats.ts';
export { startRedis } from './redis.ts';
export { ServerFault, type ServerFaultReason } from './server-fault.ts';
export type { ServerOptions, ServerProcess } from './server-process.ts';
