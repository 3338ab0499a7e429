import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@hustings/service-kit';

/** Between attempts to join again. */
const JOIN_AGAIN_MS = 500;

/** A place in the barrier that opt-outs wait for. */
export interface Membership {
  /** Whether others wait for this process. True now says nothing about the next tick. */
  readonly live: boolean;
  leave(): Promise<void>;
}

export interface PermitParts {
  /** Joins the barrier; `onFenced` is called when others have stopped waiting for this process. */
  join(onFenced: () => void): Promise<Membership>;
  /** Resolves when all that stands in the log now was read. */
  catchUp(): Promise<void>;
  onGiven(): void;
  logger: Logger;
  signal: AbortSignal;
}

/**
 * Whether this process may hand off. It may while opt-outs wait for it: it has joined the barrier, and then read whatever
 * was acknowledged before it joined. Once fenced it must not call anybody until it has joined and read again.
 */
export class HandOffPermit {
  readonly #parts: PermitParts;
  #given = false;
  #membership: Membership | null = null;

  constructor(parts: PermitParts) {
    this.#parts = parts;
  }

  /** Ask in the tick in which you act. */
  get given(): boolean {
    return this.#given && this.#membership?.live === true;
  }

  /** Obtains the permit for the first time. Rejects when the barrier cannot be joined. */
  async obtain(): Promise<void> {
    this.#membership = await this.#parts.join(() => this.#lose());
    await this.#parts.catchUp();
    this.#given = true;
    this.#parts.onGiven();
  }

  /** Gives the permit up for good. */
  revoke(): void {
    this.#given = false;
  }

  /** Leaves the barrier: nobody waits for this process any more. */
  async leave(): Promise<void> {
    this.#given = false;
    await this.#membership?.leave();
  }

  #lose(): void {
    this.#given = false;
    this.#parts.logger.warn('fenced: nothing is handed off until the barrier is joined again');
    void this.#regain();
  }

  async #regain(): Promise<void> {
    while (!this.#parts.signal.aborted) {
      try {
        await this.obtain();
        this.#parts.logger.info('joined the barrier again');
        return;
      } catch (error) {
        this.#parts.logger.warn({ err: error }, 'cannot join the barrier');
        await pause(JOIN_AGAIN_MS);
      }
    }
  }
}
