import { OptedIn, OptedOut, Scope } from '@hustings/contracts/optout';
import type { CorruptEntry, EventLog, LogEntry } from '@hustings/event-log';
import { ALL_POLITICAL_PARTITION } from '@hustings/kernel';
import type { AllPoliticalList } from '../ports/all-political-list.ts';
import type { GateWorker } from './gate-worker.ts';
import type { Position } from './position.ts';

export interface AllPoliticalParts {
  log: EventLog;
  list: AllPoliticalList;
  workers: GateWorker[];
  position: Position;
  onUnreadable: (entry: LogEntry | CorruptEntry, fault: string) => void;
  requestRebuild: (why: string) => void;
  whenOpen: () => Promise<void>;
}

/** Carries the partition of opt-outs from all political senders into the list. */
export class AllPoliticalProjection {
  readonly #parts: AllPoliticalParts;

  constructor(parts: AllPoliticalParts) {
    this.#parts = parts;
  }

  async follow(signal: AbortSignal): Promise<void> {
    const { log, position } = this.#parts;
    const partition = ALL_POLITICAL_PARTITION;
    for await (const entry of log.follow({ partition, after: position.issued, signal })) {
      await this.#parts.whenOpen();
      if (entry.seq <= position.issued) continue;
      try {
        await this.#apply(entry);
      } catch (error) {
        // The rebuild replays this entry as well: it counts as issued, and as applied only when that is done.
        position.issue(entry.seq);
        this.#parts.requestRebuild(`an all-political opt-out was not applied: ${String(error)}`);
        continue;
      }
      position.issue(entry.seq);
      await this.#settle(entry.seq);
    }
  }

  async rebuild(epoch: string, until: number, signal: AbortSignal): Promise<void> {
    const { log, list, position } = this.#parts;
    await list.beginRebuild(epoch);
    if (until > 0) {
      const partition = ALL_POLITICAL_PARTITION;
      for await (const entry of log.follow({ partition, after: 0, until, signal })) {
        await this.#apply(entry);
      }
    }
    position.issue(until);
    position.apply(until);
  }

  /** A group that looked at the list before this entry may still be on its way: it counts when that one is over. */
  async #settle(seq: number): Promise<void> {
    await Promise.all(this.#parts.workers.map((worker) => worker.currentStep));
    this.#parts.position.apply(seq);
  }

  async #apply(entry: LogEntry | CorruptEntry): Promise<void> {
    const { list, onUnreadable } = this.#parts;
    const change = this.#changeOf(entry);
    if (change === null) return list.pass(entry.seq);
    if ('fault' in change) {
      onUnreadable(entry, change.fault);
      return list.pass(entry.seq);
    }
    return list.apply({ ...change, seq: entry.seq });
  }

  #changeOf(
    entry: LogEntry | CorruptEntry,
  ): { pseudonym: string; suppressed: boolean } | { fault: string } | null {
    if (!('commit' in entry)) return { fault: entry.fault };
    try {
      return entry.commit.events.map(readChange).findLast((change) => change !== null) ?? null;
    } catch (error) {
      return { fault: String(error) };
    }
  }
}

function readChange(event: {
  eventType: string;
  data: Uint8Array;
}): { pseudonym: string; suppressed: boolean } | null {
  if (event.eventType === 'optout.OptedOut.v1') {
    const { scope, recipient } = OptedOut.decode(event.data);
    return scope === Scope.SCOPE_ALL_POLITICAL ? { pseudonym: recipient, suppressed: true } : null;
  }
  if (event.eventType === 'optout.OptedIn.v1') {
    const { scope, recipient } = OptedIn.decode(event.data);
    return scope === Scope.SCOPE_ALL_POLITICAL ? { pseudonym: recipient, suppressed: false } : null;
  }
  return null;
}
