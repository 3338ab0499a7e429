import type { DecisionsRecorded } from '@hustings/contracts/governor';
import type { LogEntry } from '@hustings/event-log';
import { DECISIONS_RECORDED, knowDecisions } from '../domain/decisions-of.ts';

/** Commits come back within milliseconds; a follower that lags further reads them from the log. */
const KEPT = 256;

interface Kept {
  commitId: string;
  recorded: DecisionsRecorded;
}

/**
 * The commits that this process wrote lately, by their id: when one comes back it need not be decoded. There are one or two at a time;
 * a `Map` would keep each of them alive long after (docs/decisions/0096).
 */
export class OwnCommits {
  readonly #kept: Kept[] = [];

  /** Before the commit goes out: it may come back sooner than its acknowledgement. */
  keep(commitId: string, recorded: DecisionsRecorded): void {
    this.#kept.push({ commitId, recorded });
    if (this.#kept.length > KEPT) this.#kept.shift();
  }

  /** Tells the entry's event what it holds, if it was written here. */
  recognise({ commit }: LogEntry): void {
    const place = this.#kept.findIndex(({ commitId }) => commitId === commit.commitId);
    const [kept] = place < 0 ? [] : this.#kept.splice(place, 1);
    if (kept === undefined) return;
    const [event] = commit.events;
    // The call's number and instant are this process's own: another's commit cannot be taken for it.
    const isOwn = event?.eventType === DECISIONS_RECORDED && commit.version === kept.recorded.call;
    if (isOwn) knowDecisions(event, kept.recorded);
  }
}
