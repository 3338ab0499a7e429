import { concerns } from '../domain/last-look.ts';
import type { Release } from '../domain/release.ts';

/** A call to the provider whose answer has not come. */
export interface InFlightCall {
  release: Release;
  allPoliticalPseudonym: string;
}

/**
 * Calls that are out. A call cannot see a fact that is read after it has begun, so such a fact counts as passed only when
 * the calls that it concerns have ended: after that nothing can reach the provider against it.
 */
export class InFlight {
  readonly #calls = new Set<InFlightCall>();
  /** For each partition, sequences that wait for a call to end. */
  readonly #waiting = new Map<InFlightCall, { partition: string; seq: number }[]>();

  begin(call: InFlightCall): void {
    this.#calls.add(call);
  }

  end(call: InFlightCall): void {
    this.#calls.delete(call);
    this.#waiting.delete(call);
  }

  /** True while a message to this person may be arriving. */
  hasCallTo(organisationId: string, recipient: string): boolean {
    for (const { release } of this.#calls) {
      const { ref } = release;
      if (ref.organisationId === organisationId && ref.recipient === recipient) return true;
    }
    return false;
  }

  /** Notes a fact that was just read. */
  hold(keys: string[], partition: string, seq: number): void {
    for (const call of this.#calls) {
      if (!concerns(keys, call.release, call.allPoliticalPseudonym)) continue;
      this.#waiting.set(call, [...(this.#waiting.get(call) ?? []), { partition, seq }]);
    }
  }

  /** The highest sequence of a partition that no call holds back, at most `readSeq`. */
  passedSeq(partition: string, readSeq: number): number {
    let passed = readSeq;
    for (const held of this.#waiting.values()) {
      for (const each of held) {
        if (each.partition === partition) passed = Math.min(passed, each.seq - 1);
      }
    }
    return passed;
  }
}
