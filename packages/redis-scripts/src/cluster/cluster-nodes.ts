import type { Redis } from 'ioredis';
import { openConnection, whenReady } from '../connection.ts';
import { SLOT_COUNT } from './key-slot.ts';

/** A node that does not answer this for a second (`commandTimeout`) is dropped with everything that waits for it. */
const HEARTBEAT_MS = 250;

export interface NodesOptions {
  /** Any of the cluster's nodes; the first one's user, password and protocol hold for all. */
  urls: readonly string[];
  onError(error: Error, address: string): void;
}

/** One connection to each node, and which node serves which slot. */
export class ClusterNodes {
  readonly #options: NodesOptions;
  readonly #connections = new Map<string, Redis>();
  /** Those whose last heartbeat is not answered yet. */
  readonly #asked = new Set<Redis>();
  readonly #heartbeat: NodeJS.Timeout;
  #owners: (string | undefined)[] = [];
  #refreshing: Promise<void> | null = null;

  constructor(options: NodesOptions) {
    this.#options = options;
    for (const url of options.urls) this.#connect(new URL(url).host);
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
  }

  /** The connection to a slot's owner, or to the node at this address, if it is open. */
  connectionTo(slot: number, address?: string): Redis | null {
    const place = address ?? this.#owners[slot];
    if (place === undefined) return null;
    const redis = this.#connect(place);
    return redis.status === 'ready' ? redis : null;
  }

  /** The cluster says that a slot has moved. */
  note(slot: number, address: string): void {
    this.#owners[slot] = address;
    this.#connect(address);
  }

  /** Connections to all masters; throws when one of them cannot be reached. */
  async masters(): Promise<Redis[]> {
    await this.refresh();
    const addresses = [...new Set(this.#owners.filter((owner) => owner !== undefined))];
    if (addresses.length === 0) throw new Error('no node of the cluster serves any slot');
    return Promise.all(addresses.map((address) => whenReady(this.#connect(address))));
  }

  /** Asks the nodes who serves what; one inquiry at a time. Throws when none of them answers. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  disconnect(): void {
    clearInterval(this.#heartbeat);
    for (const redis of this.#connections.values()) redis.disconnect();
  }

  /** The view with the highest epoch counts: a node that was cut off knows an older one. */
  async #refresh(): Promise<void> {
    const all = [...this.#connections.values()].map(whenReady);
    // Those that are open answer at once; only when none is must one be waited for.
    await Promise.any(all).catch(() => undefined);
    const open = [...this.#connections.values()].filter(({ status }) => status === 'ready');
    const asked = await Promise.allSettled(open.map(viewOf));
    const views = asked.flatMap((view) => (view.status === 'fulfilled' ? [view.value] : []));
    const best = views.toSorted((a, b) => b.epoch - a.epoch)[0];
    if (best === undefined) {
      const [first] = asked.filter(({ status }) => status === 'rejected');
      const cause = first?.status === 'rejected' ? first.reason : undefined;
      const why = cause === undefined ? 'none can be reached' : String(cause);
      throw new Error(`no node of the cluster answers: ${why}`, { cause });
    }
    this.#owners = best.owners;
    for (const address of new Set(best.owners)) {
      if (address !== undefined) this.#connect(address);
    }
  }

  #connect(address: string): Redis {
    const known = this.#connections.get(address);
    if (known) return known;
    const url = new URL(this.#options.urls[0] ?? '');
    url.host = address;
    const redis = openConnection(url.toString(), (error) => this.#options.onError(error, address));
    this.#connections.set(address, redis);
    return redis;
  }

  /** A node that slept must not answer what it was sent meanwhile: its replica may have taken over. */
  #beat(): void {
    for (const redis of this.#connections.values()) {
      if (redis.status !== 'ready' || this.#asked.has(redis)) continue;
      this.#asked.add(redis);
      redis
        .ping()
        .catch(() => {
          if (redis.status === 'ready') redis.disconnect(true);
        })
        .finally(() => this.#asked.delete(redis));
    }
  }
}

interface View {
  epoch: number;
  /** Address by slot. */
  owners: (string | undefined)[];
}

async function viewOf(redis: Redis): Promise<View> {
  const info = String(await redis.call('CLUSTER', 'INFO'));
  const epoch = Number(/cluster_current_epoch:(\d+)/.exec(info)?.[1] ?? 0);
  const owners = Array.from({ length: SLOT_COUNT }, (): string | undefined => undefined);
  const ranges: unknown = await redis.call('CLUSTER', 'SLOTS');
  for (const range of Array.isArray(ranges) ? ranges : []) {
    const [from, to, [host, port]] = range;
    owners.fill(`${host || redis.options.host}:${port}`, from, to + 1);
  }
  return { epoch, owners };
}
