import type { Link, Through } from '@hustings/dev-env';
import { assert, present } from '@hustings/kernel';
import { TcpProxy } from '../faults/tcp-proxy.ts';

/** Pairs of processes between which something can go wrong: who opens the connection, then who is called. */
export const LINK_NAMES = [
  'client-governor',
  'governor-redis',
  'governor-nats',
  'governor-content-classifier',
  'dispatcher-provider',
  'dispatcher-nats',
  'optout-ledger-nats',
  'provider-dispatcher',
] as const;
export type LinkName = (typeof LINK_NAMES)[number];

/** The proxies between the processes: one for each pair, and for each address where a pair has several. */
export class Links {
  readonly #proxies = new Map<string, Promise<TcpProxy>>();
  readonly #onHandOff: (clientRef: string) => void;

  /** `onHandOff` hears of each call to the provider as it leaves the dispatcher. */
  constructor(onHandOff: (clientRef: string) => void) {
    this.#onHandOff = onHandOff;
  }

  /** The seam of the fleet: pairs without a name here are connected directly. */
  readonly through: Through = async ({ from, to, address }: Link) => {
    const name = LINK_NAMES.find((known) => known === `${from}-${to}`);
    return name === undefined ? address : this.lead(name, address);
  };

  /** Puts a proxy in front of an address and gives its own. */
  async lead(name: LinkName, target: string): Promise<string> {
    const id = `${name} ${target}`;
    const known = this.#proxies.get(id);
    if (known) return (await known).address;
    const tap = name === 'dispatcher-provider' ? () => clientRefs(this.#onHandOff) : undefined;
    const listening = TcpProxy.listen({ target, ...(tap ? { tap } : {}) });
    this.#proxies.set(id, listening);
    return (await listening).address;
  }

  /** All proxies of a pair; throws when the fleet has none. */
  async of(name: LinkName): Promise<TcpProxy[]> {
    const ids = [...this.#proxies.keys()].filter((id) => id.startsWith(`${name} `));
    assert(ids.length > 0, `the fleet has no connection ${name}`);
    return Promise.all(ids.map((id) => present(this.#proxies.get(id), id)));
  }

  async close(): Promise<void> {
    for (const proxy of this.#proxies.values()) await (await proxy).close();
  }
}

const REFERENCE = /"client_ref":"([^"]+)"/g;
/** Longer than a reference with its name: what a chunk cuts off is found with the next one. */
const CARRY = 256;

/** Finds the references of calls in the bytes of one connection. */
export function clientRefs(onFound: (clientRef: string) => void): (chunk: Buffer) => void {
  let rest = '';
  return (chunk) => {
    rest += chunk.toString('latin1');
    let end = 0;
    for (const match of rest.matchAll(REFERENCE)) {
      onFound(match[1] ?? '');
      end = match.index + match[0].length;
    }
    rest = rest.slice(Math.max(end, rest.length - CARRY));
  };
}
