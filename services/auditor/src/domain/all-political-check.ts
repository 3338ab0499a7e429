import type { InboundReceived } from '@hustings/contracts/dispatch';
import type { Decision } from '@hustings/contracts/governor';
import { type AllPoliticalStep, type AllPoliticalSteps, standingAt } from './all-political.ts';

/** The person behind an organisation's pseudonym, in the key domain of all political senders; null when erased. */
export type LinkOf = (organisationId: string, recipient: string) => string | null;

/**
 * A governor reads partition "all" all the time and takes no part in a barrier that it has not passed for so long: a
 * decision that does not know an opt-out of this age was taken blindly.
 */
export const BLIND_AFTER_US = 10_000_000;

/** More than the clocks of two hosts of a fleet differ. */
const CLOCKS_APART_US = 1_000_000;

/**
 * Opt-outs from all political senders, seen from one organisation's partition. The two have no common order: what
 * counts are the cut that a decision names and, within this partition, the inbound message that shows an opt-out to
 * have been acknowledged.
 */
export class AllPoliticalCheck {
  readonly #steps: AllPoliticalSteps;
  readonly #linkOf: LinkOf;
  /** Inbound ids that asked for such an opt-out. */
  readonly #asked: ReadonlySet<string>;
  /** Inbound id → sequence of this partition at which it was acknowledged. */
  readonly #acknowledged = new Map<string, number>();

  constructor(steps: AllPoliticalSteps, linkOf: LinkOf) {
    this.#steps = steps;
    this.#linkOf = linkOf;
    const all = [...steps.values()].flat();
    this.#asked = new Set(all.flatMap((step) => (step.inboundId === '' ? [] : [step.inboundId])));
  }

  takeInbound(seq: number, { inboundId }: InboundReceived): void {
    if (this.#asked.has(inboundId)) this.#acknowledged.set(inboundId, seq);
  }

  /** Whether the decision's recipient stood in the list at its cut; null when that cannot be known any more. */
  isSuppressed(decision: Decision, cutSeq: number): boolean | null {
    const steps = this.#stepsOf(decision.organisationId, decision.recipient);
    return steps === null ? null : standingAt(steps, cutSeq) !== null;
  }

  /** Sequence in partition "all" of the opt-out that a release violates; null when there is none. */
  violatedByRelease(
    decision: Decision,
    { cutSeq, atUs, seq }: { cutSeq: number; atUs: number; seq: number },
  ): number | null {
    const last = this.#stepsOf(decision.organisationId, decision.recipient)?.findLast(
      (step) =>
        step.seq <= cutSeq || step.atUs < atUs - BLIND_AFTER_US || this.#isPassed(step, seq),
    );
    return last?.out ? last.seq : null;
  }

  /**
   * The same for a hand-off that began at `seq`. An opt-in that was recorded later excuses nothing, as far as the clocks of two hosts
   * can tell.
   */
  violatedByHandOff(
    who: { organisationId: string; recipient: string },
    { seq, atUs }: { seq: number; atUs: number },
  ): number | null {
    const steps = this.#stepsOf(who.organisationId, who.recipient);
    const last = steps?.findLast((step) =>
      step.out ? this.#isPassed(step, seq) : step.atUs <= atUs + CLOCKS_APART_US,
    );
    return last?.out ? last.seq : null;
  }

  #isPassed(step: AllPoliticalStep, seq: number): boolean {
    return (this.#acknowledged.get(step.inboundId) ?? Number.POSITIVE_INFINITY) < seq;
  }

  #stepsOf(organisationId: string, recipient: string): readonly AllPoliticalStep[] | null {
    if (this.#steps.size === 0) return [];
    const pseudonym = this.#linkOf(organisationId, recipient);
    return pseudonym === null ? null : (this.#steps.get(pseudonym) ?? []);
  }
}
