import { createHmac } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** First wait after a failed webhook, doubled each time up to the longest. */
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
/** About two minutes of attempts: longer than any restart in a demo or test, and bounded. */
const MAX_ATTEMPTS = 30;
/** A receiver that waits for an opt-out to take effect everywhere may take some seconds. */
const ANSWER_TIMEOUT_MS = 15_000;
/** A receiver holds some requests while an opt-out takes effect; receipts must not wait behind them. */
const CONNECTIONS = 256;

/** Receipts of so many milliseconds go out in one request, as providers gather them, at most so many. */
const GATHER_MS = 20;
const GATHERED_MAX = 100;

/** What the provider tells the receiver. Same id again = the same event. */
export interface WebhookEvent {
  id: string;
  kind: 'status' | 'reply' | 'block' | 'unblock' | 'report' | 'preference' | 'notice';
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
  #receipts: { event: WebhookEvent; answered: (is: boolean) => void }[] = [];
  #gathering: NodeJS.Timeout | null = null;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, scheduling: 'lifo' });

  constructor(url: string | null, secret: string) {
    this.url = url;
    this.#secret = secret;
  }

  /** Resolves to true once the receiver has answered 200, to false when the provider gave up. */
  post(event: WebhookEvent): Promise<boolean> {
    return this.#postBody(event, 1);
  }

  /** As `post`, in one request with other receipts of the same moment. */
  postReceipt(event: WebhookEvent): Promise<boolean> {
    return new Promise((answered) => {
      this.#receipts.push({ event, answered });
      this.#gathering ??= setTimeout(() => this.#postGathered(), GATHER_MS);
    });
  }

  #postGathered(): void {
    this.#gathering = null;
    while (this.#receipts.length > 0) {
      const gathered = this.#receipts.splice(0, GATHERED_MAX);
      const events = gathered.map(({ event }) => event);
      const body = events.length === 1 ? events[0] : { events };
      void this.#postBody(body, events.length).then((is) => {
        for (const { answered } of gathered) answered(is);
      });
    }
  }

  async #postBody(content: unknown, events: number): Promise<boolean> {
    const body = Buffer.from(JSON.stringify(content));
    for (let attempt = 0; attempt < MAX_ATTEMPTS && !this.#stop.signal.aborted; attempt++) {
      if (this.url === null) break;
      if (await this.#tryOnce(this.url, body)) {
        this.counts.answered += events;
        return true;
      }
      this.counts.retries++;
      await this.#wait(Math.min(FIRST_RETRY_MS * 2 ** attempt, LONGEST_RETRY_MS));
    }
    this.counts.abandoned += events;
    return false;
  }

  stop(): void {
    this.#stop.abort();
    clearTimeout(this.#gathering ?? undefined);
    this.#agent.destroy();
  }

  /** False when it was refused, reset or answered too late: all mean "not answered", and the same event goes out again. */
  #tryOnce(url: string, body: Buffer): Promise<boolean> {
    const signature = createHmac('sha256', this.#secret).update(body).digest('hex');
    return new Promise((resolve) => {
      const request = httpRequest(url, {
        method: 'POST',
        agent: this.#agent,
        timeout: ANSWER_TIMEOUT_MS,
        headers: {
          'content-type': 'application/json',
          'content-length': body.length,
          'x-hub-signature-256': `sha256=${signature}`,
        },
      });
      request.once('response', (response) => {
        response.once('end', () => resolve(response.statusCode === 200));
        response.once('error', () => resolve(false));
        response.resume();
      });
      request.once('timeout', () => request.destroy());
      request.once('error', () => resolve(false));
      request.once('close', () => resolve(false));
      request.end(body);
    });
  }

  async #wait(ms: number): Promise<void> {
    // The only way this fails is the stop signal, and the loop looks at that.
    await pause(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}
