import { randomBytes } from 'node:crypto';
import { DecisionsRecorded } from '@hustings/contracts/governor';
import { ActorKind } from '@hustings/contracts/log';
import { type EventLog, gateRef, memoryEventLog } from '@hustings/event-log';
import { systemClock } from '@hustings/kernel';
import { decodeEntry, findLogFault, openCheckpoint } from '@hustings/merkle-log';
import { createLogKeys } from '../../src/adapters/log-keys.ts';
import { PartitionSealer } from '../../src/app/sealing/seal-partition.ts';
import type { SealFile, SealStore } from '../../src/ports/seal-store.ts';
import { event } from './story.ts';

export const LAYOUT = { partitions: 1, gates: 2 };
export const SEED = '5a'.repeat(32);
export const ORIGIN = 'log.example/hustings';

/** A store in memory that can be told to break before a step: each file that is written, and each removal, is one. */
export class MemorySealStore implements SealStore {
  readonly files: Map<string, Uint8Array>;
  steps = 0;
  breaksBefore = Number.POSITIVE_INFINITY;
  onWrite: (file: SealFile) => void = () => undefined;

  constructor(files: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.files = new Map(files);
  }

  async read(path: string): Promise<Uint8Array | null> {
    return this.files.get(path) ?? null;
  }

  async write(files: readonly SealFile[]): Promise<void> {
    for (const file of files) {
      this.#step();
      this.files.set(file.path, file.bytes);
      this.onWrite(file);
    }
  }

  async remove(folder: string): Promise<void> {
    this.#step();
    for (const path of this.files.keys()) {
      if (path.startsWith(`${folder}/`)) this.files.delete(path);
    }
  }

  #step(): void {
    if (this.steps >= this.breaksBefore) throw new Error('killed');
    this.steps++;
  }
}

export type MemoryLog = ReturnType<typeof memoryEventLog>;

export function emptyLog(): MemoryLog {
  return memoryEventLog(LAYOUT);
}

/** Where the latest checkpoint stands in a store. */
export const CHECKPOINT = 'log/0/checkpoint';

const STARTED_MS = Date.UTC(2027, 0, 15);

/** A UUIDv7 of a time. */
export function idAt(ms: number): string {
  const random = randomBytes(10).toString('hex');
  const time = ms.toString(16).padStart(12, '0');
  const head = `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}`;
  return `${head}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
}

let made = 0;

/** Appends groups of decisions to a gate, one commit each. Answers the message ids. */
export async function decide(
  log: EventLog,
  groups: readonly number[],
  {
    organisationId = 'org-a',
    gate = 0,
    idOf = idAt,
  }: { organisationId?: string; gate?: number; idOf?: (ms: number) => string } = {},
): Promise<string[]> {
  const messageIds: string[] = [];
  for (const size of groups) {
    const atMs = STARTED_MS + made++;
    const ids = Array.from({ length: size }, () => idOf(atMs));
    messageIds.push(...ids);
    const ref = gateRef('governor', '0', gate);
    const fields = {
      call: BigInt(made),
      decisions: ids.map((messageId) => ({ messageId, organisationId })),
    };
    await log.append(
      {
        commitId: idAt(atMs),
        ref,
        events: [event('governor.DecisionsRecorded.v1', DecisionsRecorded, fields)],
        actor: { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'governor' },
        version: made,
        occurredAtUs: BigInt(atMs) * 1000n,
        organisationId,
        correlationId: 'test',
      },
      await log.lastGateSeq('0', gate),
    );
  }
  return messageIds;
}

/** The same log with entries changed; ends before the first that is null. */
export async function copyOf(
  log: EventLog,
  change: (seq: number, raw: Uint8Array) => Uint8Array | null = (_, raw) => raw,
): Promise<MemoryLog> {
  const copy = emptyLog();
  const until = await log.lastSeq('0');
  const signal = new AbortController().signal;
  if (until === 0) return copy;
  for await (const { seq, subject, raw } of log.follow({
    partition: '0',
    after: 0,
    until,
    signal,
  })) {
    const changed = change(seq, raw);
    if (changed === null) break;
    copy.appendRaw('0', subject, changed);
  }
  return copy;
}

export function sealerOf(
  log: EventLog,
  store: SealStore,
  { seed = SEED, origin = ORIGIN } = {},
): PartitionSealer {
  const key = createLogKeys(seed, origin)('0');
  return new PartitionSealer({ log, store, clock: systemClock }, { partition: '0', key });
}

/** One run of an auditor: takes up the seal, compares it with the log, seals what is new. */
export async function sealAll(
  log: EventLog,
  store: SealStore,
  options: { seed?: string; origin?: string } = {},
): Promise<PartitionSealer> {
  const sealer = sealerOf(log, store, options);
  const { signal } = new AbortController();
  await sealer.open(signal);
  await sealer.sealNow(signal);
  return sealer;
}

export function flip(bytes: Uint8Array, at = bytes.length - 1, bit = 0): Uint8Array {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ (1 << bit);
  return changed;
}

/** The checkpoint in a note of the log of these tests. */
export function opened(bytes: Uint8Array) {
  const { verifier } = createLogKeys(SEED, ORIGIN)('0');
  const checkpoint = openCheckpoint(Buffer.from(bytes).toString(), verifier);
  if ('fault' in checkpoint) throw new Error(checkpoint.fault);
  return checkpoint;
}

export function checkpointIn({ files }: MemorySealStore) {
  return opened(files.get(CHECKPOINT) ?? new Uint8Array());
}

/** Hashes all that is published in a store anew. */
export function faultIn(where: MemorySealStore) {
  return findLogFault(checkpointIn(where), {
    read: (path) => where.read(`log/0/${path}`),
    isEntry: (bytes, index) => decodeEntry(bytes)?.seq === index + 1,
  });
}
