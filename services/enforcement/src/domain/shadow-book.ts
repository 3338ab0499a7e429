import type { SenderFact } from './signals/fact.ts';

/** A rule that would have been breached, had it not been on trial. */
export interface ShadowBreach {
  ruleId: string;
  senderId: string;
  atUs: number;
}

/** Breaches of rules on trial that are kept; of more, the oldest are forgotten. */
const MAX_SHADOW_BREACHES = 10_000;

/** Breaches of rules on trial, the oldest first, each once for a sender until a step of its case. */
export class ShadowBook {
  /** By "<sender> <rule>": the first breach since the last step. */
  readonly #breaches = new Map<string, ShadowBreach>();

  all(): ShadowBreach[] {
    return [...this.#breaches.values()];
  }

  note(ruleId: string, { senderId, atUs }: SenderFact): void {
    const key = `${senderId} ${ruleId}`;
    if (this.#breaches.has(key)) return;
    this.#breaches.set(key, { ruleId, senderId, atUs });
    for (const oldest of this.#breaches.keys()) {
      if (this.#breaches.size <= MAX_SHADOW_BREACHES) break;
      this.#breaches.delete(oldest);
    }
  }

  /** A step of the sender's case has settled them. */
  forget(senderId: string): void {
    for (const [key, breach] of this.#breaches) {
      if (breach.senderId === senderId) this.#breaches.delete(key);
    }
  }

  forgetAll(): void {
    this.#breaches.clear();
  }
}
