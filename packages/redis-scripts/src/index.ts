export { MAX_ITEMS } from './encode-items.ts';
export { gateKeys, metaKey } from './gate-keys.ts';
export { gateScripts, type LoadedScripts, loadGateScripts } from './gate-scripts.ts';
export type {
  Applied,
  Behind,
  Believed,
  Decided,
  FoundMessages,
  FoundQueued,
  GateMeta,
  GateRef,
  GateScripts,
  LaneLooks,
  PastLevels,
  Peeked,
  PeekedLane,
  PeekOptions,
  PlaceSilence,
  QueuedMessage,
  Recalled,
  RecallScope,
  RecordedCommit,
  TabledCommit,
} from './gate-types.ts';
export { type Consumed, createLimiter, type Limiter, type LimiterOptions } from './limiter.ts';
export {
  type ListChange,
  type ListMeta,
  type ListScripts,
  type ListStretch,
  listScripts,
} from './list-scripts.ts';
export {
  type LevelSender,
  type Levels,
  MAX_LEVEL_SENDERS,
  type SenderLevels,
} from './read-levels.ts';
export {
  type KnownRecipient,
  type KnownRecipients,
  MAX_KNOWN_RECIPIENTS,
} from './read-recipients.ts';
export { releaseName } from './recipient-keys.ts';
export {
  type PersonCap,
  type Place,
  PlacesBehind,
  RecipientScripts,
  type Reserved,
  type ShardLook,
} from './recipient-scripts.ts';
export { connectRedisClient, type RedisClient } from './redis-client.ts';
export { redisOptions } from './redis-options.ts';
export type { Script, ScriptClient } from './script.ts';
