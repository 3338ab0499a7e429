/** The servers alone, for tests of packages that the fleet is made of. */
export { mastersOf, moveSlot, ownerOf, promote, untilPromoted } from './move-slots.ts';
export { startNats } from './nats.ts';
export { startRedis } from './redis.ts';
export {
  askNode,
  type ClusterNode,
  type RedisCluster,
  type RedisClusterOptions,
  startRedisCluster,
} from './redis-cluster.ts';
export { ServerFault, type ServerFaultReason } from './server-fault.ts';
export type { ServerOptions, ServerProcess } from './server-process.ts';
