export { gateKeys, metaKey } from './gate-keys.ts';
export { gateScripts, type LoadedScripts, loadGateScripts } from './gate-scripts.ts';
export type {
  Applied,
  Behind,
  Believed,
  Decided,
  GateMeta,
  GateRef,
  GateScripts,
  Peeked,
  PeekOptions,
  QueuedMessage,
  RecordedCommit,
} from './gate-types.ts';
export { redisOptions } from './redis-options.ts';
export type { ScriptClient } from './script.ts';
