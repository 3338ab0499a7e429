import type { HandOffsFinished } from '@hustings/contracts/dispatch';
import type { Fact, LimitProfile } from '@hustings/policy';
import type { Findings } from './findings.ts';
import type { PolicyTimeline } from './policy-timeline.ts';

/** Highest count of one sender. */
export interface Peak {
  senderId: string;
  maxPerSecond: number;
  /** Begin of that second, microseconds since the Unix epoch. */
  atUs: number;
}

const SECOND_US = 1_000_000;
/** The age at which the dispatcher hands a release back, and clocks that differ. */
const CHANGE_GRACE_US = 10 * SECOND_US;

/** Counts calls to the provider by the instant at which each began: 8 bytes a call. */
export class HandOffPeaks {
  readonly #starts = new Map<string, number[]>();
  /** By sender, in the order of time. */
  readonly #profiles = new Map<string, { fromUs: number; name: string }[]>();
  #lastSeq = 0;

  takeFact(fact: Fact): void {
    if (fact.type === 'SenderDeclared') {
      this.#profiles.set(fact.senderId, [{ fromUs: 0, name: fact.limitProfile }]);
    }
    if (fact.type !== 'LimitProfileChanged') return;
    const change = { fromUs: fact.atUs, name: fact.limitProfile };
    this.#profiles.set(fact.senderId, [...(this.#profiles.get(fact.senderId) ?? []), change]);
  }

  takeFinished(seq: number, { accepted, rejected, uncertain }: HandOffsFinished): void {
    this.#lastSeq = seq;
    for (const { release, startedAtUs } of [...accepted, ...rejected, ...uncertain]) {
      // An abandoned call that another process settles has no known start.
      if (release === undefined || startedAtUs === 0n) continue;
      const starts = this.#starts.get(release.senderId);
      if (starts === undefined) this.#starts.set(release.senderId, [Number(startedAtUs)]);
      else starts.push(Number(startedAtUs));
    }
  }

  /** Peaks by sender; windows of the policy that were exceeded become findings. */
  finish(policies: PolicyTimeline, findings: Findings): Peak[] {
    const peaks: Peak[] = [];
    for (const [senderId, starts] of this.#starts) {
      starts.sort((a, b) => a - b);
      const { max, atUs } = highestCount(starts, SECOND_US);
      peaks.push({ senderId, maxPerSecond: max, atUs });
      for (const text of this.#exceeded(senderId, starts, policies)) {
        findings.add('BREAK', this.#lastSeq, text);
      }
    }
    return peaks.sort((a, b) => b.maxPerSecond - a.maxPerSecond);
  }

  /** Windows that count messages; those that count segments are held by the decisions alone. */
  #exceeded(senderId: string, starts: number[], policies: PolicyTimeline): string[] {
    return policies.periods().flatMap(({ activation, ...period }) =>
      this.#profilesIn(senderId, period).flatMap(({ name, fromUs, untilUs }) => {
        const inPeriod = starts.filter((start) => start >= fromUs && start < untilUs);
        return exceededWindows(activation.policy.limits.profiles[name], inPeriod).map(
          (text) => `sender ${senderId}: ${text}`,
        );
      }),
    );
  }

  /** What was decided under a profile may still go out for a moment after it was changed: those calls count for neither. */
  #profilesIn(senderId: string, period: { fromUs: number; untilUs: number }) {
    const profiles = this.#profiles.get(senderId) ?? [];
    return profiles.map(({ fromUs, name }, index) => ({
      name,
      fromUs: Math.max(period.fromUs, index === 0 ? fromUs : fromUs + CHANGE_GRACE_US),
      untilUs: Math.min(period.untilUs, profiles[index + 1]?.fromUs ?? Number.POSITIVE_INFINITY),
    }));
  }
}

function exceededWindows(profile: LimitProfile | undefined, starts: readonly number[]): string[] {
  return (profile?.sender ?? []).flatMap((limit) => {
    if (limit.shape !== 'window' || limit.cost !== 'messages' || limit.shadow) return [];
    const { max } = highestCount(starts, limit.perMs * 1_000);
    if (max <= limit.max) return [];
    return [`${max} hand-offs in ${limit.perMs} ms, ${limit.id} allows ${limit.max}`];
  });
}

/** Highest number of instants in any half-open span [t, t + spanUs), and the first such t. `sorted` ascending. */
export function highestCount(
  sorted: readonly number[],
  spanUs: number,
): { max: number; atUs: number } {
  let max = 0;
  let atUs = 0;
  let first = 0;
  for (const [last, end] of sorted.entries()) {
    while ((sorted[first] ?? end) <= end - spanUs) first++;
    const count = last - first + 1;
    if (count > max) {
      max = count;
      atUs = sorted[first] ?? 0;
    }
  }
  return { max, atUs };
}
