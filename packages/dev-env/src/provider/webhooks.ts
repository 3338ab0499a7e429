import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

/** First wait after a failed webhook, doubled each time up to the longest. */
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
/** About two minutes of attempts: longer than any restart in a demo or test, and bounded. */
const MAX_ATTEMPTS = 30;
/** A receiver that waits for an opt-out to take effect everywhere may take some seconds. */
const ANSWER_TIMEOUT_MS = 15_000;

/** What the provider tells the receiver. Same id again = the same event. */
export interface WebhookEvent {
  id: string;
  kind: 'status' | 'reply' | 'block' | 'unblock' | 'report' | 'preference';
  [field: string]: unknown;
}

export interface WebhookCounts {
  answered: number;
  retries: number;
  abandoned: number;
}

/** Posts events, signed over the raw bytes, until the receiver answers 200. */
export class Webhooks {
  readonly counts: WebhookCounts = { answered: 0, retries: 0, abandoned: 0 };
  /** Where events go; without one they are dropped, as by a provider that nobody has told an address. */
  url: string | null;
  readonly #secret: string;
  readonly #stop = new AbortController();

  constructor(url: string | null, secret: string) {
    this.url = url;
    this.#secret = secret;
  }

  /** Resolves to true once the receiver has answered 200, to false when the provider gave up. */
  async post(event: WebhookEvent): Promise<boolean> {
    const body = Buffer.from(JSON.stringify(event));
    for (let attempt = 0; attempt < MAX_ATTEMPTS && !this.#stop.signal.aborted; attempt++) {
      if (this.url === null) break;
      if (await this.#tryOnce(this.url, body)) {
        this.counts.answered++;
        return true;
      }
      this.counts.retries++;
      await this.#wait(Math.min(FIRST_RETRY_MS * 2 ** attempt, LONGEST_RETRY_MS));
    }
    this.counts.abandoned++;
    return false;
  }

  stop(): void {
    this.#stop.abort();
  }

  async #tryOnce(url: string, body: Buffer): Promise<boolean> {
    const signature = createHmac('sha256', this.#secret).update(body).digest('hex');
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-hub-signature-256': `sha256=${signature}`,
        },
        body: new Uint8Array(body),
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
      });
      await response.arrayBuffer();
      return response.status === 200;
    } catch {
      // Refused, reset or too slow: all mean "not answered", and the same event goes out again.
      return false;
    }
  }

  async #wait(ms: number): Promise<void> {
    // The only way this fails is the stop signal, and the loop looks at that.
    await pause(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}
