import type { CorruptEntry, EventLog, LogEntry } from '@hustings/event-log';
import { changesOf, isReadable } from './gate-changes.ts';
import type { GateFeed } from './gate-feed.ts';
import type { Position } from './position.ts';

export interface ProjectionParts {
  partition: string;
  log: EventLog;
  /** By gate number. */
  feeds: GateFeed[];
  position: Position;
  /** Takes every readable entry once, in order, whatever happens to the store. */
  view: (entry: LogEntry) => void;
  onUnreadable: (entry: LogEntry | CorruptEntry, fault: string) => void;
}

/**
 * Follows one partition's log from its beginning: into the views, and into those gates that are open. It waits for no gate:
 * one that is closed decides nothing, and reads for itself what it has missed before it opens.
 */
export class PartitionProjection {
  readonly #parts: ProjectionParts;
  #settled: Promise<unknown> = Promise.resolve();
  /** Entries whose calls are not answered yet. */
  #unsettled = 0;

  constructor(parts: ProjectionParts) {
    this.#parts = parts;
  }

  /** Returns when the signal aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    const { log, partition, position } = this.#parts;
    for await (const entry of log.follow({ partition, after: position.issued, signal })) {
      this.#viewOrReport(entry);
      this.#apply(entry);
    }
  }

  #apply(entry: LogEntry | CorruptEntry): void {
    const { feeds, log, position } = this.#parts;
    const wants = (gate: number): boolean => feeds[gate]?.wantsChanges ?? false;
    const calls = changesOf(entry, { layout: log.layout, wants }).flatMap(
      (change) => feeds[change.gate]?.take(change) ?? [],
    );
    position.issue(entry.seq);
    this.#settle(calls, entry.seq);
  }

  /**
   * Sequences count as passed in their order, also those that needed no call. A gate that did not take its change was closed
   * before its call settled, and what decides nothing is past everything.
   */
  #settle(calls: Promise<void>[], seq: number): void {
    const { position } = this.#parts;
    if (calls.length === 0 && this.#unsettled === 0) {
      position.apply(seq);
      return;
    }
    this.#unsettled += 1;
    const answered = Promise.all(calls);
    this.#settled = this.#settled
      .then(() => answered)
      .then(() => {
        this.#unsettled -= 1;
        position.apply(seq);
      });
  }

  #viewOrReport(entry: LogEntry | CorruptEntry): void {
    if (!isReadable(entry)) {
      this.#parts.onUnreadable(entry, entry.fault);
      return;
    }
    try {
      this.#parts.view(entry);
    } catch (error) {
      this.#parts.onUnreadable(entry, String(error));
    }
  }
}
