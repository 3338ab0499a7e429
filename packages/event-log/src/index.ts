export { type BarrierMember, type JoinOptions, joinBarrier } from './barrier/join-barrier.ts';
export { FENCE_AFTER_MS, LEASE_TTL_MS } from './barrier/leases.ts';
export { BarrierTimeout, type PassOptions, passBarrier } from './barrier/pass-barrier.ts';
export { canonicalJson, parseCanonicalJson } from './commit/canonical-json.ts';
export { decodeEntry } from './commit/decode.ts';
export { GATE_MARKED, MAX_COMMIT_BYTES } from './commit/encode.ts';
export { leafHashOf } from './commit/leaf.ts';
export { type DurableOptions, type FileContent, writeDurably } from './durable-files.ts';
export { type ConnectOptions, connectEventLog } from './jetstream/connect.ts';
export { installStreams } from './jetstream/install.ts';
export type { StreamPlan } from './jetstream/stream-settings.ts';
export { memoryEventLog } from './memory/memory-event-log.ts';
export { type ConsumeOptions, consume } from './reading/consume.ts';
export { type Projection, type ProjectOptions, project } from './reading/project.ts';
export { fileWatermark, memoryWatermark, type WatermarkStore } from './reading/watermark.ts';
export {
  openShareStore,
  type ShareMember,
  type ShareStore,
  type ShareTable,
} from './shares/share-store.ts';
export {
  type AggregateStore,
  type AggregateStoreOptions,
  aggregateStore,
  type CommandMeta,
  type Executed,
  type Loaded,
  type Target,
  TooMuchContention,
} from './store/aggregate-store.ts';
export { decodeEvents, type EventCodec, encodeEvent, messageEvent } from './store/event-codec.ts';
export type { Admit, TogetherOrder } from './store/execute-together.ts';
export { type PlannedAppend, planAppend } from './store/plan-append.ts';
export type { SnapshotSchema } from './store/snapshot.ts';
export type { SnapshotFault } from './store/verify-snapshots.ts';
export {
  allGates,
  allSubjects,
  contentStream,
  eventStream,
  gateRef,
  gateSubject,
  keysStream,
  organisationPartitions,
  partitionsOf,
  quarantineSubject,
  subjectOf,
  subjectsOf,
} from './subjects.ts';
export * from './types.ts';
