import type { DecisionsRecorded } from '@hustings/contracts/governor';
import type { LogEntry } from '@hustings/event-log';
import { DECISIONS_RECORDED, knowDecisions } from '../domain/decisions-of.ts';

/** Commits come back within milliseconds; a follower that lags further reads them from the log. */
const KEPT = 256;

/** The commits that this process wrote lately, by sequence: when one comes back it need not be decoded. */
export class OwnCommits {
  readonly #bySeq = new Map<number, DecisionsRecorded>();

  keep(seq: number, recorded: DecisionsRecorded): void {
    this.#bySeq.set(seq, recorded);
    if (this.#bySeq.size <= KEPT) return;
    const [oldest] = this.#bySeq.keys();
    if (oldest !== undefined) this.#bySeq.delete(oldest);
  }

  /** Tells the entry's event what it holds, if it was written here. */
  recognise({ seq, commit }: LogEntry): void {
    const recorded = this.#bySeq.get(seq);
    if (recorded === undefined) return;
    this.#bySeq.delete(seq);
    const [event] = commit.events;
    // The call's number and instant are this process's own: another's commit cannot be taken for it.
    const isOwn = event?.eventType === DECISIONS_RECORDED && commit.version === recorded.call;
    if (isOwn) knowDecisions(event, recorded);
  }
}
