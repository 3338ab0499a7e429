import type { RedisClient } from '../redis-client.ts';
import { ClusterNodes, type NodesOptions } from './cluster-nodes.ts';
import { keySlot } from './key-slot.ts';
import type { Redirect } from './redirect.ts';
import { SlotLine } from './slot-line.ts';

/**
 * A client for a Redis Cluster that keeps the promises of the one for a single server: commands of one slot are executed
 * in the order in which they are issued, what may have been executed is never sent again, and nothing waits for ever.
 * What a node refuses to execute (MOVED, ASK, TRYAGAIN, CLUSTERDOWN) goes to where it points.
 */
export class ClusterClient implements RedisClient {
  readonly #nodes: ClusterNodes;
  readonly #lines = new Map<number, SlotLine>();

  constructor(options: NodesOptions) {
    this.#nodes = new ClusterNodes(options);
  }

  /** SCRIPT goes to every master and answers as the first one does; scripts by their first key; others by their first word. */
  callBuffer(name: string, ...args: (string | number | Buffer)[]): Promise<unknown> {
    if (name === 'SCRIPT') return this.everywhere(name, ...args).then(([first]) => first);
    const key = name.startsWith('EVALSHA') ? args[2] : args[0];
    const slot = keySlot(String(key));
    const line = this.#lines.get(slot) ?? this.#lineOf(slot);
    return line.call([name, ...args]);
  }

  async everywhere(name: string, ...args: (string | number | Buffer)[]): Promise<unknown[]> {
    const masters = await this.#nodes.masters();
    return Promise.all(masters.map((redis) => redis.callBuffer(name, ...args)));
  }

  disconnect(): void {
    this.#nodes.disconnect();
  }

  #lineOf(slot: number): SlotLine {
    const line = new SlotLine({
      send: ([name = '', ...args], ask) => {
        const redis = this.#nodes.connectionTo(slot, ask);
        if (redis === null) return null;
        if (ask !== undefined) redis.call('ASKING').catch(() => undefined); // the next answer says it
        return redis.callBuffer(String(name), ...args);
      },
      redirected: (redirect) => this.#follow(redirect),
    });
    this.#lines.set(slot, line);
    return line;
  }

  #follow(redirect: Redirect): void {
    if (redirect.kind === 'MOVED') this.#nodes.note(redirect.slot, redirect.address);
    if (redirect.kind !== 'ASK') this.#nodes.refresh().catch(() => undefined); // tried again with the next answer
  }
}
