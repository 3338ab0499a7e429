import type { CorruptEntry, EventLog, LogEntry } from '@hustings/event-log';
import { ALL_POLITICAL_PARTITION, type Ids } from '@hustings/kernel';
import type { ListChange, ListMeta, ListScripts, ListStretch } from '@hustings/redis-scripts';
import type { AllPoliticalList, Checked } from '../ports/all-political-list.ts';
import { listChangeOf } from './all-political-change.ts';
import type { GateWorker } from './gate-worker.ts';
import { Latch } from './latch.ts';
import type { Position } from './position.ts';

/** Entries of one call. */
const STRETCH_MAX = 256;
/** Entries that wait for Redis; above it the log is not read on. */
const PENDING_MAX = 4_096;

export interface AllPoliticalParts {
  log: EventLog;
  list: ListScripts;
  /** Of all partitions: a group that looked at the list before a change counts until it is over. */
  workers: GateWorker[];
  position: Position;
  ids: Ids;
  onUnreadable: (entry: LogEntry | CorruptEntry, fault: string) => void;
}

interface Passed {
  seq: number;
  change: ListChange | null;
}

/**
 * Carries the partition of opt-outs from all political senders into the list that all governors share. Each stretch is applied
 * only onto the state that it follows, so at every moment the list is the log up to its own sequence: one that was left
 * by another process, or came back from an old snapshot, is carried on from there and not begun anew.
 */
export class AllPoliticalProjection implements AllPoliticalList {
  readonly #parts: AllPoliticalParts;
  readonly #pending: Passed[] = [];
  readonly #work = new Latch();
  readonly #room = new Latch();
  /** Entries count in their order. */
  #settled: Promise<void> = Promise.resolve();
  /** Of the list that this process has brought to its position; '' = none yet, or not any more. */
  #epoch = '';

  constructor(parts: AllPoliticalParts) {
    this.#parts = parts;
    this.#room.open();
  }

  async check(pseudonyms: string[]): Promise<Checked> {
    // Read before the call is written: every stretch up to here was written on the same connection before it.
    const passedSeq = this.#parts.position.issued;
    if (pseudonyms.length === 0) return { suppressed: [], seq: passedSeq };
    const answer = await this.#parts.list.check(this.#epoch, pseudonyms);
    // A list that is missing, of another epoch or behind must not be taken for an empty one.
    if (answer === null || answer.seq < passedSeq) {
      throw new Error('the list of all-political opt-outs is behind');
    }
    return answer;
  }

  holds(seq: number): boolean {
    return seq >= this.#parts.position.issued;
  }

  /** Follows the partition from its beginning. Returns when the signal aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    const { log, position } = this.#parts;
    const partition = ALL_POLITICAL_PARTITION;
    signal.addEventListener('abort', () => this.#work.open(), { once: true });
    const carrying = this.#carryOn(signal);
    for await (const entry of log.follow({ partition, after: position.issued, signal })) {
      if (this.#pending.push({ seq: entry.seq, change: this.#read(entry) }) >= PENDING_MAX) {
        this.#room.close();
      }
      this.#work.open();
      await this.#room.opened();
    }
    await carrying;
  }

  /** Resolves when the list in Redis holds everything that this process has passed. */
  async ensure(signal: AbortSignal): Promise<void> {
    const { list, position, ids } = this.#parts;
    for (;;) {
      signal.throwIfAborted();
      const meta = await list.readMeta();
      if (meta === null) await list.begin({ observed: '', next: ids.uuid() });
      else if (meta.seq >= position.issued) {
        this.#epoch = meta.epoch;
        return;
      } else await this.#readOn(meta, signal);
    }
  }

  async #carryOn(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#work.opened();
      this.#work.close();
      while (this.#pending.length > 0) await this.#carry(this.#pending.splice(0, STRETCH_MAX));
      this.#room.open();
    }
  }

  async #carry(passed: Passed[]): Promise<void> {
    const { position, workers } = this.#parts;
    const to = passed.at(-1)?.seq ?? position.issued;
    const epoch = this.#epoch;
    const stretch = { from: position.issued, to, changes: changesIn(passed) };
    const applied = epoch === '' ? null : this.#parts.list.apply(epoch, stretch);
    position.issue(to);
    // A group that looked at the list before may still be on its way: the entries count when that one is over. The next
    // stretch does not wait for it, and a group that begins from here on looks behind this one.
    const underWay = Promise.all(workers.map((worker) => worker.currentStep));
    const reached = await Promise.resolve(applied).catch(() => null);
    // No group passes a list that is behind: whoever rebuilds its gate then brings the list on first.
    if ((reached === null || reached < to) && this.#epoch === epoch) this.#epoch = '';
    this.#settled = this.#settled.then(() => underWay).then(() => position.apply(to));
  }

  /** Brings the list on from where it stands. Others may do the same at the same time. */
  async #readOn(meta: ListMeta, signal: AbortSignal): Promise<void> {
    const { log, position } = this.#parts;
    const partition = ALL_POLITICAL_PARTITION;
    const until = position.issued;
    let from = meta.seq;
    let passed: Passed[] = [];
    for await (const entry of log.follow({ partition, after: from, until, signal })) {
      const change = listChangeOf(entry);
      passed.push({ seq: entry.seq, change: change && 'fault' in change ? null : change });
      if (passed.length < STRETCH_MAX && entry.seq < until) continue;
      const stretch: ListStretch = { from, to: entry.seq, changes: changesIn(passed) };
      // Somebody else was faster, or the list was lost again: look where it stands.
      if ((await this.#parts.list.apply(meta.epoch, stretch)) !== entry.seq) return;
      from = entry.seq;
      passed = [];
    }
  }

  #read(entry: LogEntry | CorruptEntry): ListChange | null {
    const change = listChangeOf(entry);
    if (change === null || !('fault' in change)) return change;
    this.#parts.onUnreadable(entry, change.fault);
    return null;
  }
}

function changesIn(passed: Passed[]): ListChange[] {
  return passed.flatMap(({ change }) => change ?? []);
}
