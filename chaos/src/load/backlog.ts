import type { Provider } from '@hustings/dev-env';
import { messageIdOf } from '../check/duplicates.ts';

/** What was not handed off after so long was cancelled, or waits for another reason than its turn. */
const FORGOTTEN_AFTER_MS = 30_000;

/** How many acknowledged messages of one client are not at the provider yet, as far as the client can know. */
export class Backlog {
  readonly #provider: Provider;
  readonly #waiting = new Map<string, number>();
  #read = 0;

  constructor(provider: Provider) {
    this.#provider = provider;
  }

  add(messageId: string): void {
    this.#waiting.set(messageId, performance.now());
  }

  get size(): number {
    const arrivals = this.#provider.arrivals();
    for (; this.#read < arrivals.length; this.#read++) {
      this.#waiting.delete(messageIdOf(arrivals[this.#read]?.client_ref ?? ''));
    }
    for (const [messageId, sinceMs] of this.#waiting) {
      if (performance.now() - sinceMs < FORGOTTEN_AFTER_MS) break;
      this.#waiting.delete(messageId);
    }
    return this.#waiting.size;
  }
}
