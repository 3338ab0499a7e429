import type { NatsConnection } from '@nats-io/nats-core';

/** The connection was lost while an answer was waited for: nobody knows whether the question arrived. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

const links = new WeakMap<NatsConnection, Link>();

/** Watches a connection: one watcher for each connection, however many readers and writers use it. */
export function linkOf(nc: NatsConnection): Link {
  const link = links.get(nc) ?? new Link(nc);
  links.set(nc, link);
  return link;
}

/** Whether a connection stands, how often it was lost, and who wants to know. */
export class Link {
  readonly #listeners = new Set<() => void>();
  #connected = true;
  #losses = 0;

  constructor(nc: NatsConnection) {
    void this.#watch(nc);
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Rises with each loss, so that who remembers a number sees that the connection is another one. */
  get losses(): number {
    return this.#losses;
  }

  /** Calls back at each loss. Returns what ends that. */
  onLoss(callback: () => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  /**
   * The answer to a question, or `ConnectionLost` as soon as none can come. The client itself would wait for its time-out, and
   * so would a question that is asked without a connection, also when the connection is back long before.
   */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    if (!this.#connected) throw new ConnectionLost('no connection to NATS');
    const lost = Promise.withResolvers<never>();
    const forget = this.onLoss(() => lost.reject(new ConnectionLost('the connection was lost')));
    try {
      return await Promise.race([question(), lost.promise]);
    } finally {
      forget();
    }
  }

  async #watch(nc: NatsConnection): Promise<void> {
    for await (const { type } of nc.status()) {
      if (type === 'reconnect') this.#connected = true;
      if (type === 'disconnect') this.#lose();
    }
    this.#lose();
  }

  #lose(): void {
    this.#connected = false;
    this.#losses += 1;
    for (const callback of this.#listeners) callback();
  }
}
