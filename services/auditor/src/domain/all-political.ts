import { OptedIn, OptedOut } from '@hustings/contracts/optout';
import type { LogEntry } from '@hustings/event-log';

/** One opt-out from all political senders, or its end. */
export interface AllPoliticalStep {
  /** Sequence in partition "all". */
  seq: number;
  atUs: number;
  out: boolean;
  inboundId: string;
}

/** What stands in partition "all", by pseudonym in its own key domain, oldest step first. */
export type AllPoliticalSteps = Map<string, AllPoliticalStep[]>;

/** Adds what an entry of partition "all" says. */
export function addAllPolitical(steps: AllPoliticalSteps, entry: LogEntry): void {
  for (const { eventType, data } of entry.commit.events) {
    const out = eventType === 'optout.OptedOut.v1';
    if (!out && eventType !== 'optout.OptedIn.v1') continue;
    const { recipient, inboundId } = out ? OptedOut.decode(data) : OptedIn.decode(data);
    const step = { seq: entry.seq, atUs: Number(entry.commit.occurredAtUs), out, inboundId };
    const known = steps.get(recipient);
    if (known === undefined) steps.set(recipient, [step]);
    else known.push(step);
  }
}

/** The opt-out that stood at a sequence of partition "all", if any. */
export function standingAt(
  steps: readonly AllPoliticalStep[],
  seq: number,
): AllPoliticalStep | null {
  const last = steps.findLast((step) => step.seq <= seq);
  return last?.out ? last : null;
}
