import { setTimeout as sleep } from 'node:timers/promises';
import { type CorruptEntry, type EventLog, LogDiverged, type LogEntry } from '@hustings/event-log';
import { type Ids, present } from '@hustings/kernel';
import type { GateScripts } from '@hustings/redis-scripts';
import type { Logger } from '@hustings/service-kit';
import { isReadable, pastChangesOf } from './gate-changes.ts';
import type { GateFeed } from './gate-feed.ts';
import { GateReplay, type GateReplayParts } from './gate-replay.ts';
import type { LastDecisions } from './last-decisions.ts';
import { Latch } from './latch.ts';
import { Outstanding } from './outstanding.ts';
import type { Position } from './position.ts';

/** While Redis is away a rebuild is tried again this often; the gates stay closed. */
const RETRY_MS = 100;

/**
 * Bytes of events between two collections of young garbage. Each costs some three times its own bytes outside the heap, and at 64 MB
 * of those V8 marks the whole heap, all views of the partition included (docs/decisions/0089).
 */
const COLLECTED_AFTER_BYTES = 6 * 1024 * 1024;

export interface PartitionRebuilderParts {
  partition: string;
  log: EventLog;
  scripts: GateScripts;
  /** By gate number. */
  feeds: GateFeed[];
  /** Of the follower of the same partition. */
  position: Position;
  /** Of everything that the follower has passed. */
  lastDecisions: Pick<LastDecisions, 'ofGate'>;
  ids: Ids;
  logger: Logger;
  /** Joins the barrier, so that what is read from then on is complete, and checks that the log is the one that was read. */
  prepare: () => Promise<void>;
  /** Lets go of what the reading has left behind; may do nothing. */
  collectYoung: () => void;
  onRebuilt: (gates: number, tookMs: number) => void;
}

/**
 * Rebuilds gates of one partition from the log, each under a new epoch; the others go on deciding. Requests that come together are
 * served by one reading of the log.
 */
export class PartitionRebuilder {
  readonly #parts: PartitionRebuilderParts;
  /** Gates in doubt. A request is an entry here and nothing else, so none can be lost, whenever it comes. */
  readonly #wanted = new Set<number>();
  /** Gates that this process serves: nobody else's is rebuilt. */
  readonly #ours = new Set<number>();
  readonly #work = new Latch();
  #count = 0;

  constructor(parts: PartitionRebuilderParts) {
    this.#parts = parts;
  }

  /** Readings of the log that ended with open gates, since the process started. */
  get count(): number {
    return this.#count;
  }

  /** Serves a gate from now on: calls may wait for it, and it opens when it is rebuilt. */
  takeOver(gate: number): void {
    this.#ours.add(gate);
    this.#feedOf(gate).worker.takeOver();
    this.request(gate, 'taken over');
  }

  /** Serves a gate no more; resolves when its last step is over. */
  async handOver(gate: number): Promise<void> {
    this.#ours.delete(gate);
    this.#wanted.delete(gate);
    const feed = this.#feedOf(gate);
    feed.shut();
    feed.worker.handOver();
    await feed.worker.currentStep;
  }

  /** True while a gate that this process serves is closed. */
  get anyClosed(): boolean {
    return [...this.#ours].some((gate) => !this.#feedOf(gate).isOpen);
  }

  /** Gates that this process serves. */
  get ours(): ReadonlySet<number> {
    return this.#ours;
  }

  /** Closes a gate at once, and has it rebuilt if it is ours. */
  request(gate: number, why: string): void {
    const { logger, partition } = this.#parts;
    this.#feedOf(gate).shut();
    if (!this.#ours.has(gate)) return;
    if (!this.#wanted.has(gate)) logger.warn({ partition, gate, why }, 'rebuilding a gate');
    this.#wanted.add(gate);
    this.#work.open();
  }

  /** Runs until the signal aborts; rejects only for what no repetition mends. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#work.open(), { once: true });
    for (;;) {
      await this.#work.opened();
      if (signal.aborted) return;
      this.#work.close();
      const gates = this.#takeWanted();
      if (gates.length === 0 || (await this.#tryOnce(gates, signal))) continue;
      for (const gate of gates) this.#wanted.add(gate);
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      this.#work.open();
    }
  }

  #takeWanted(): number[] {
    const gates = [...this.#wanted].filter((gate) => this.#ours.has(gate));
    this.#wanted.clear();
    return gates;
  }

  async #tryOnce(gates: number[], signal: AbortSignal): Promise<boolean> {
    const { logger, partition, onRebuilt } = this.#parts;
    const startedMs = performance.now();
    try {
      await this.#rebuild(gates, signal);
    } catch (error) {
      if (signal.aborted) return true;
      if (error instanceof LogDiverged) throw error;
      logger.warn({ err: error, partition }, 'the rebuild failed; trying again');
      return false;
    }
    this.#count += 1;
    const tookMs = Math.round(performance.now() - startedMs);
    onRebuilt(gates.length, tookMs);
    logger.info({ partition, gates, tookMs }, 'Redis holds the gates again');
    return true;
  }

  async #rebuild(gates: number[], signal: AbortSignal): Promise<void> {
    const { position, prepare, log, partition } = this.#parts;
    await prepare();
    // A step that is still out would write under the old epoch: let it end first.
    await Promise.all(gates.map((gate) => this.#feedOf(gate).worker.currentStep));
    // Whoever has just joined the barrier decides nothing before it has passed what stood in the log by then.
    await position.reached(await log.lastSeq(partition), signal);
    const outstanding = new Outstanding();
    const replays = new Map<number, GateReplay>();
    for (const [index, gate] of gates.entries()) {
      const firstShare = (index + 1) / gates.length;
      replays.set(gate, await this.#begin(gate, { outstanding, firstShare }));
    }
    let readTo = 0;
    while (replays.size > 0) {
      for (const gate of replays.keys()) this.#feedOf(gate).hold();
      const until = position.issued;
      await this.#read({ replays, outstanding, after: readTo, until, signal });
      readTo = until;
      for (const [gate, replay] of replays) {
        if (await this.#open(gate, replay)) replays.delete(gate);
      }
    }
  }

  async #begin(
    gate: number,
    pace: Pick<GateReplayParts, 'outstanding' | 'firstShare'>,
  ): Promise<GateReplay> {
    const { scripts, ids, lastDecisions } = this.#parts;
    const { ref } = this.#feedOf(gate).worker;
    const next = ids.uuid();
    const observed = (await scripts.readMeta(ref))?.epoch ?? '';
    const { outcome } = await scripts.beginRebuild(ref, { observed, next });
    if (outcome === 'BEHIND') throw new Error(`another process rebuilds gate ${ref.gate}`);
    const lastDecidedAtUs = lastDecisions.ofGate(gate);
    return new GateReplay(ref, next, { ...pace, scripts, lastDecidedAtUs });
  }

  /** Reads the log once for all these gates. */
  async #read(stretch: {
    replays: Map<number, GateReplay>;
    outstanding: Outstanding;
    after: number;
    until: number;
    signal: AbortSignal;
  }): Promise<void> {
    const { log, partition, collectYoung } = this.#parts;
    const { replays, outstanding, after, until, signal } = stretch;
    const wants = (gate: number): boolean => replays.has(gate);
    let bytes = 0;
    if (until > after) {
      for await (const entry of log.follow({ partition, after, until, signal })) {
        for (const change of pastChangesOf(entry, { layout: log.layout, wants })) {
          replays.get(change.gate)?.add(change);
        }
        bytes += bytesOf(entry);
        if (bytes >= COLLECTED_AFTER_BYTES) {
          bytes = 0;
          collectYoung();
        }
        if (!outstanding.hasRoom) await outstanding.room();
      }
    }
    signal.throwIfAborted();
    for (const replay of replays.values()) {
      replay.finish();
      await outstanding.room();
    }
    await outstanding.none();
  }

  /** False when more came meanwhile than could be kept: the log is read on from there. */
  async #open(gate: number, { reached }: GateReplay): Promise<boolean> {
    const { scripts } = this.#parts;
    const feed = this.#feedOf(gate);
    // In doubt again, or somebody else's by now: either way not to be opened by this rebuild.
    if (this.#wanted.has(gate) || !this.#ours.has(gate)) return true;
    const { outcome } = await scripts.finishRebuild(feed.worker.ref, reached);
    if (outcome === 'BEHIND') throw new Error(`another process rebuilds gate ${gate}`);
    if (this.#wanted.has(gate) || !this.#ours.has(gate)) return true;
    return feed.open({ ...reached });
  }

  #feedOf(gate: number): GateFeed {
    return present(this.#parts.feeds[gate], 'the gate is one of the layout');
  }
}

/** Of its events. */
function bytesOf(entry: LogEntry | CorruptEntry): number {
  if (!isReadable(entry)) return 0;
  return entry.commit.events.reduce((sum, { data }) => sum + data.byteLength, 0);
}
