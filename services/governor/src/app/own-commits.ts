import type { DecisionsRecorded } from '@hustings/contracts/governor';
import type { LogEntry } from '@hustings/event-log';
import { DECISIONS_RECORDED, knowDecisions } from '../domain/decisions-of.ts';

/** Commits come back within milliseconds; a follower that lags further reads them from the log. */
const KEPT = 256;

/** The commits that this process wrote lately, by their id: when one comes back it need not be decoded. */
export class OwnCommits {
  readonly #byId = new Map<string, DecisionsRecorded>();

  /** Before the commit goes out: it may come back sooner than its acknowledgement. */
  keep(commitId: string, recorded: DecisionsRecorded): void {
    this.#byId.set(commitId, recorded);
    if (this.#byId.size <= KEPT) return;
    const [oldest] = this.#byId.keys();
    if (oldest !== undefined) this.#byId.delete(oldest);
  }

  /** Tells the entry's event what it holds, if it was written here. */
  recognise({ commit }: LogEntry): void {
    const recorded = this.#byId.get(commit.commitId);
    if (recorded === undefined) return;
    this.#byId.delete(commit.commitId);
    const [event] = commit.events;
    // The call's number and instant are this process's own: another's commit cannot be taken for it.
    const isOwn = event?.eventType === DECISIONS_RECORDED && commit.version === recorded.call;
    if (isOwn) knowDecisions(event, recorded);
  }
}
