import type { Msg, NatsConnection } from '@nats-io/nats-core';
import { FENCE_AFTER_MS, type Leases, openLeases, REFRESH_EVERY_MS } from './leases.ts';
import { decodeQuestion, encodePosition, questionSubject } from './messages.ts';

/** How often a waiting question looks at the position. Few questions wait at a time, and each for milliseconds. */
const LOOK_EVERY_MS = 2;

export interface JoinOptions {
  /** For example "dispatcher". */
  service: string;
  /** Of this process, new with each start. */
  id: string;
  /**
   * The last sequence of a partition that this member has passed: nothing that was decided without knowledge of an entry
   * up to there can begin any more. Called in the same tick in which the answer leaves.
   */
  positionOf(partition: string): number;
  /** The member must stop to act before this returns. Called once; to go on, join again. */
  onFenced(): void;
  /** For tests. */
  timings?: { refreshEveryMs: number; fenceAfterMs: number };
}

export interface BarrierMember {
  /**
   * Whether this process may act. Ask in the same tick as the act: a process that was stopped for a minute wakes up here,
   * before any timer could fence it.
   */
  readonly live: boolean;
  /** Ends the membership. Act no more before you call it. */
  leave(): Promise<void>;
}

/**
 * Makes this process one whose word a barrier waits for. Do not act before you have read, after joining, the log's last
 * sequences and caught up with them: a barrier that was passed before you joined did not ask you.
 */
export async function joinBarrier(
  nc: NatsConnection,
  options: JoinOptions,
): Promise<BarrierMember> {
  const membership = new Membership(nc, options, await openLeases(nc));
  await membership.begin();
  return membership;
}

class Membership implements BarrierMember {
  readonly #nc: NatsConnection;
  readonly #options: JoinOptions;
  readonly #leases: Leases;
  readonly #timings: { refreshEveryMs: number; fenceAfterMs: number };
  /** When the last refresh that succeeded was begun: the lease stands at least so long after it. */
  #heldSinceMs = performance.now();
  #state: 'live' | 'fenced' | 'left' = 'live';
  #end: () => void = () => undefined;

  constructor(nc: NatsConnection, options: JoinOptions, leases: Leases) {
    this.#nc = nc;
    this.#options = options;
    this.#leases = leases;
    this.#timings = options.timings ?? {
      refreshEveryMs: REFRESH_EVERY_MS,
      fenceAfterMs: FENCE_AFTER_MS,
    };
  }

  get live(): boolean {
    this.#fenceIfLate();
    return this.#state === 'live';
  }

  async begin(): Promise<void> {
    const subscription = this.#nc.subscribe(questionSubject(this.#options), {
      callback: (_error, message) => void this.#answer(message),
    });
    this.#end = () => subscription.unsubscribe();
    try {
      // The server must know the subscription before anybody can learn of this member.
      await this.#nc.flush();
      await this.#refresh();
    } catch (error) {
      this.#end();
      throw error;
    }
    const refreshing = setInterval(() => {
      // A refresh that fails is made up for by a later one, or the member is fenced.
      this.#refresh().catch(() => undefined);
    }, this.#timings.refreshEveryMs);
    const watching = setInterval(() => this.#fenceIfLate(), this.#timings.refreshEveryMs / 4);
    this.#end = () => {
      clearInterval(refreshing);
      clearInterval(watching);
      subscription.unsubscribe();
    };
  }

  async leave(): Promise<void> {
    if (this.#state !== 'live') return;
    this.#state = 'left';
    this.#end();
    // Best effort: a lease that nobody refreshes ends by itself.
    await this.#leases.end(this.#options).catch(() => undefined);
  }

  async #refresh(): Promise<void> {
    const begunMs = performance.now();
    await this.#leases.refresh(this.#options);
    this.#heldSinceMs = Math.max(this.#heldSinceMs, begunMs);
  }

  #fenceIfLate(): void {
    if (this.#state !== 'live') return;
    if (performance.now() - this.#heldSinceMs < this.#timings.fenceAfterMs) return;
    this.#state = 'fenced';
    this.#end();
    this.#options.onFenced();
  }

  /** Answers when the position is passed, or with what it is when the asker's patience is over. */
  async #answer(message: Msg): Promise<void> {
    const question = decodeQuestion(message.data);
    if (question === null) return;
    const deadlineMs = performance.now() + question.waitMs;
    while (this.live && performance.now() < deadlineMs) {
      if (this.#options.positionOf(question.partition) >= question.seq) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    if (!this.live) return;
    message.respond(encodePosition(this.#options.positionOf(question.partition)));
  }
}
