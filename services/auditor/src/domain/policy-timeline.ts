import type { Fact, Limit, PolicyDocument } from '@hustings/policy';

type Activation = Extract<Fact, { type: 'PolicyActivated' }>;

/**
 * The writer names the policy by its own clock and the script chooses it by that of Redis: around the instant of a
 * change both names are right.
 */
const CLOCK_ALLOWANCE_US = 1_000_000;

/** The policies of a partition and when each is in force. */
export class PolicyTimeline {
  readonly #activations: Activation[] = [];

  add(activation: Activation): void {
    this.#activations.push(activation);
    this.#activations.sort((a, b) => a.effectiveAtUs - b.effectiveAtUs);
  }

  /** The policy that begins last of those that begin up to an instant. */
  inForceAt(atUs: number): PolicyDocument | null {
    return this.#activations.findLast((each) => each.effectiveAtUs <= atUs)?.policy ?? null;
  }

  /** True when a commit decided at this instant may name this policy; '' = none. */
  mayName(hash: string, atUs: number): boolean {
    const around = [atUs - CLOCK_ALLOWANCE_US, atUs, atUs + CLOCK_ALLOWANCE_US];
    return around.some((instant) => this.#hashAt(instant) === hash);
  }

  /** How long a limit remembers a spend, in microseconds; 0 when no policy has it. */
  memoryOfUs(limitId: string): number {
    const spans = this.#activations
      .flatMap(({ policy }) => Object.values(policy.limits.profiles))
      .flatMap((profile) => [...profile.sender, ...profile.organisation])
      .filter((limit) => limit.id === limitId)
      .map(memoryMs);
    return 1_000 * Math.max(0, ...spans);
  }

  /** Each policy with the half-open time in which it is in force. */
  periods(): { activation: Activation; fromUs: number; untilUs: number }[] {
    return this.#activations.map((activation, index) => ({
      activation,
      fromUs: activation.effectiveAtUs,
      untilUs: this.#activations[index + 1]?.effectiveAtUs ?? Number.POSITIVE_INFINITY,
    }));
  }

  #hashAt(atUs: number): string {
    return this.#activations.findLast((each) => each.effectiveAtUs <= atUs)?.hash ?? '';
  }
}

function memoryMs(limit: Limit): number {
  switch (limit.shape) {
    case 'window':
      return limit.perMs + limit.guardMs;
    case 'uniques':
      return limit.perMs + (limit.guardMs ?? 0);
    case 'unanswered':
      return limit.perMs;
    case 'bucket':
    case 'pair':
      return limit.everyMs * limit.burst;
  }
}
