import type { LogEntry } from '@hustings/event-log';
import { DECISIONS_RECORDED, decisionsOf } from '../domain/decisions-of.ts';
import { gateOfSubject } from './gate-changes.ts';

/**
 * When each gate decided last, by the log. No gate decides at an earlier instant than it has decided at, so what no longer
 * counted then will never count again.
 */
export class LastDecisions {
  readonly #atUs = new Map<number, number>();

  take({ subject, commit }: LogEntry): void {
    const gate = gateOfSubject(subject);
    const event = commit.events.find(({ eventType }) => eventType === DECISIONS_RECORDED);
    if (gate === null || event === undefined) return;
    this.#atUs.set(gate, Math.max(this.ofGate(gate), Number(decisionsOf(event).decidedAtUs)));
  }

  /** Instant in µs; 0 = it never decided. */
  ofGate(gate: number): number {
    return this.#atUs.get(gate) ?? 0;
  }
}
