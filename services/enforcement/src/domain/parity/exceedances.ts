import type { Signals, Threshold } from '@hustings/policy';

const DAY_US = 86_400_000_000;

/** Reports look back 30 days; two more, so that one built late still finds all of them. */
const KEPT_US = 32 * DAY_US;

/** A sender that reached a limit. */
export interface Exceedance {
  senderId: string;
  organisationId: string;
  /** First and last fact with which it was over it. */
  firstAtUs: number;
  lastAtUs: number;
  /** Highest value. */
  peak: number;
}

/**
 * Who was over which limit of the rules, for a month: also where no rule was breached, because a rule asks for more than one signal,
 * and where nothing followed. A fold in the order of the log, bounded by senders times limits.
 */
export class Exceedances {
  readonly #byLimit = new Map<string, Map<string, Exceedance>>();

  note(
    { senderId, organisationId, atUs }: { senderId: string; organisationId: string; atUs: number },
    signals: Signals,
    thresholds: readonly Threshold[],
  ): void {
    for (const { signal, threshold } of thresholds) {
      const value = signals[signal];
      if (value < threshold) continue;
      const key = keyOf({ signal, threshold });
      const senders = this.#byLimit.get(key) ?? new Map<string, Exceedance>();
      this.#byLimit.set(key, senders);
      const known = senders.get(senderId);
      if (known && known.lastAtUs > atUs - KEPT_US) {
        known.lastAtUs = Math.max(known.lastAtUs, atUs);
        known.peak = Math.max(known.peak, value);
        continue;
      }
      senders.set(senderId, {
        ...{ senderId, organisationId, firstAtUs: atUs, lastAtUs: atUs, peak: value },
      });
    }
  }

  /** Senders that were over a limit within a span, in the order in which they first were. */
  over(limit: Threshold, { fromUs, untilUs }: { fromUs: number; untilUs: number }): Exceedance[] {
    const senders = this.#byLimit.get(keyOf(limit)) ?? new Map<string, Exceedance>();
    return [...senders.values()].filter(
      ({ firstAtUs, lastAtUs }) => lastAtUs >= fromUs && firstAtUs <= untilUs,
    );
  }

  /** The limits that anybody was over. */
  limits(): Threshold[] {
    return [...this.#byLimit.keys()].map((key) => {
      const [signal = '', threshold = ''] = key.split(' ');
      return { signal: signal as Threshold['signal'], threshold: Number(threshold) };
    });
  }
}

function keyOf({ signal, threshold }: Threshold): string {
  return `${signal} ${threshold}`;
}
