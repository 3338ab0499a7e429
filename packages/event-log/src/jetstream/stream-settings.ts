import type { LogLayout } from '@hustings/kernel';
import {
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import { MAX_COMMIT_BYTES } from '../commit/encode.ts';
import {
  allSubjects,
  contentStream,
  eventStream,
  keysStream,
  organisationPartitions,
  partitionsOf,
  QUARANTINE_STREAM,
} from '../subjects.ts';
import { LogMisconfigured } from '../types.ts';

/** Room for headers beside the largest commit. */
const HEADER_BYTES = 4 * 1024;
/** Repeats within this time are answered with the first one's sequence; later ones meet the expected sequence. */
const DUPLICATE_WINDOW_MS = 120_000;
/** Copies of what readers set aside; the log itself still has the originals, so the oldest may go. */
const QUARANTINE_MAX_BYTES = 256 * 1024 * 1024;
/** No limit, in the server's terms. */
const UNLIMITED = -1;

const LAYOUT_PARTITIONS = 'hustings-partitions';
const LAYOUT_GATES = 'hustings-gates';

/** Settings that a stream must have. */
export type StreamSettings = Partial<StreamConfig> & { name: string; subjects: string[] };

export interface StreamPlan extends LogLayout {
  /** Copies of each stream: 1 on one machine, 3 in a cluster. */
  replicas: number;
  /** Bytes after which an event stream refuses commits; absent = as long as the disk lasts. */
  maxBytesPerPartition?: number;
}

/** All streams of a deployment. */
export function planStreams(plan: StreamPlan): StreamSettings[] {
  const organisations = organisationPartitions(plan);
  return [
    ...partitionsOf(plan).map((partition) => eventSettings(partition, plan)),
    ...organisations.map((partition) => ({
      ...keepEverything(plan),
      name: contentStream(partition),
      subjects: [`hustings.content.${partition}.>`],
      // What is older than the retention schedule allows is purged from the beginning.
      deny_purge: false,
    })),
    ...organisations.map((partition) => ({
      ...keepEverything(plan),
      name: keysStream(partition),
      subjects: [`hustings.key.${partition}.>`],
      // Erasure deletes single messages and has them overwritten on disk, which a purge does not.
      deny_delete: false,
    })),
    {
      ...keepEverything(plan),
      name: QUARANTINE_STREAM,
      subjects: ['hustings.adv.*.quarantine.>'],
      discard: DiscardPolicy.Old,
      max_bytes: QUARANTINE_MAX_BYTES,
    },
  ];
}

function eventSettings(partition: string, plan: StreamPlan): StreamSettings {
  return {
    ...keepEverything(plan),
    name: eventStream(partition),
    subjects: [allSubjects(partition)],
    allow_atomic: true,
    max_msg_size: MAX_COMMIT_BYTES + HEADER_BYTES,
    max_bytes: plan.maxBytesPerPartition ?? UNLIMITED,
  };
}

/** File storage, nothing deleted, purged or aged out; what has no room is refused. */
function keepEverything(plan: StreamPlan) {
  return {
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    num_replicas: plan.replicas,
    max_age: 0,
    max_msgs: UNLIMITED,
    max_msgs_per_subject: UNLIMITED,
    max_bytes: UNLIMITED,
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    deny_delete: true,
    deny_purge: true,
    allow_direct: true,
    metadata: {
      [LAYOUT_PARTITIONS]: String(plan.partitions),
      [LAYOUT_GATES]: String(plan.gates),
    },
  } satisfies Partial<StreamConfig>;
}

/**
 * Compares a stream with what it must be. Servers ignore settings that they do not know, and people change streams, so
 * the settings are read back. Replicas and byte limits may differ: they are the operator's.
 */
export function assertSettings(wanted: StreamSettings, { config }: StreamInfo): void {
  const { num_replicas: _replicas, max_bytes: _bytes, ...binding } = wanted;
  const actual: Partial<StreamConfig> = config;
  const faults = Object.entries(binding)
    .map(([key, value]) => ({
      key,
      value,
      found: actual[key as keyof StreamConfig] ?? absent(value),
    }))
    .filter(({ key, value, found }) => !agrees(key, value, found))
    .map(({ key, value, found }) => `${key} is ${show(found)}, must be ${show(value)}`);
  if (faults.length > 0) {
    throw new LogMisconfigured(
      `stream ${wanted.name} is not set up as it must be: ${faults.join('; ')}`,
    );
  }
}

/** The layout that a stream states, or null when it is none of ours. */
export function layoutOf({ config }: StreamInfo): LogLayout | null {
  const partitions = Number(config.metadata?.[LAYOUT_PARTITIONS]);
  const gates = Number(config.metadata?.[LAYOUT_GATES]);
  const sound = [partitions, gates].every((count) => Number.isSafeInteger(count) && count > 0);
  return sound ? { partitions, gates } : null;
}

function agrees(key: string, wanted: unknown, found: unknown): boolean {
  if (key !== 'metadata') return show(wanted) === show(found);
  const metadata = found as Record<string, string> | undefined;
  return Object.entries(wanted as Record<string, string>).every(
    ([name, value]) => metadata?.[name] === value,
  );
}

/** The server leaves out fields that are false or zero. */
function absent(wanted: unknown): unknown {
  return typeof wanted === 'boolean' ? false : typeof wanted === 'number' ? 0 : undefined;
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'absent';
}
