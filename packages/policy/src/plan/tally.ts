import { present } from '@hustings/kernel';
import type { Spend } from '../admission/state.ts';
import type { InstantUs } from '../admission/types.ts';

/** Permits spent in a moving span, oldest first; forgets by time. Both ends move on, so every step costs little. */
export class Tally {
  readonly #spends: Spend[];
  readonly #spanUs: number;
  #head = 0;
  #sum: number;

  constructor(spends: readonly Spend[], spanUs: number) {
    this.#spends = spends.map((spend) => ({ ...spend }));
    this.#spanUs = spanUs;
    this.#sum = this.#spends.reduce((sum, { permits }) => sum + permits, 0);
  }

  /** Permits that count at an instant; instants must not go back. */
  countAt(nowUs: InstantUs): number {
    for (let oldest = this.#spends[this.#head]; oldest; oldest = this.#spends[this.#head]) {
      if (oldest.atUs > nowUs - this.#spanUs) break;
      this.#sum -= oldest.permits;
      this.#head += 1;
    }
    return this.#sum;
  }

  /** When at most so many still count; an instant that is over when they do already. */
  atMost(allowed: number): InstantUs {
    let excess = this.#sum - allowed;
    if (excess <= 0) return 0;
    for (let place = this.#head; place < this.#spends.length; place++) {
      const spend = present(this.#spends[place], 'in range');
      excess -= spend.permits;
      if (excess <= 0) return spend.atUs + this.#spanUs;
    }
    return Number.POSITIVE_INFINITY;
  }

  add(atUs: InstantUs, permits: number): void {
    const last = this.#spends.at(-1);
    if (last !== undefined && last.atUs === atUs && this.#spends.length > this.#head) {
      last.permits += permits;
    } else {
      this.#spends.push({ atUs, permits });
    }
    this.#sum += permits;
  }

  /** Takes one permit back that was spent at an instant: it counts later instead. */
  takeBack(atUs: InstantUs): void {
    let low = this.#head;
    let high = this.#spends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (present(this.#spends[middle], 'in range').atUs < atUs) low = middle + 1;
      else high = middle;
    }
    const spend = this.#spends[low];
    if (spend === undefined || spend.atUs !== atUs || spend.permits === 0) return;
    spend.permits -= 1;
    this.#sum -= 1;
  }
}
