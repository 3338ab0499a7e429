import { type BarrierMember, joinBarrier } from '@hustings/event-log';
import type { Ids } from '@hustings/kernel';
import type { NatsConnection } from '@nats-io/nats-core';

export interface MembershipParts {
  nc: NatsConnection;
  ids: Ids;
  /** Last sequence of a partition that every gate served here has passed. */
  positionOf: (partition: string) => number;
  /** The lease was lost: close the gates before returning. */
  onFenced: () => void;
}

/** This process's word in the barrier: while it holds none, it decides nothing. */
export class Membership {
  readonly #parts: MembershipParts;
  #member: BarrierMember | null = null;
  #joining: Promise<void> | null = null;

  constructor(parts: MembershipParts) {
    this.#parts = parts;
  }

  /** Asked in the same tick as an act. */
  get live(): boolean {
    return this.#member?.live ?? false;
  }

  /** Joins unless it is a member. Whoever joins must read the log to its end before it acts. */
  async ensure(): Promise<void> {
    if (this.live) return;
    this.#joining ??= this.#join();
    await this.#joining;
  }

  async leave(): Promise<void> {
    await this.#member?.leave();
  }

  async #join(): Promise<void> {
    const { nc, ids, positionOf, onFenced } = this.#parts;
    try {
      this.#member = await joinBarrier(nc, {
        service: 'governor',
        id: ids.prefixed('gov'),
        positionOf,
        onFenced,
      });
    } finally {
      // In the same tick as the end of the work: whoever comes later looks anew.
      this.#joining = null;
    }
  }
}
