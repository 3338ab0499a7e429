export interface ClientLimitRule {
  /** What a client may spend at once. */
  burst: number;
  /** What it gets back, per second. */
  perSecond: number;
  /** Clients that are remembered; beyond it whoever was first seen longest ago is forgotten. */
  maxClients: number;
}

interface Account {
  left: number;
  atMs: number;
}

/** A bucket for each client address, in memory only. A restart forgives, which is no harm: a link's digest has 128 bits. */
export class ClientLimit {
  readonly #rule: ClientLimitRule;
  readonly #accounts = new Map<string, Account>();

  constructor(rule: ClientLimitRule) {
    this.#rule = rule;
  }

  /** Spends the cost, also below zero. True when there was anything left to spend. `nowMs` is monotonic. */
  spend(client: string, cost: number, nowMs: number): boolean {
    const { burst, perSecond, maxClients } = this.#rule;
    const known = this.#accounts.get(client);
    const regained = known === undefined ? 0 : ((nowMs - known.atMs) / 1000) * perSecond;
    const left = Math.min(burst, (known?.left ?? burst) + regained);
    const isAllowed = left > 0;
    // A refused attempt costs nothing, so that waiting helps.
    this.#accounts.set(client, {
      left: isAllowed ? Math.max(-burst, left - cost) : left,
      atMs: nowMs,
    });
    if (this.#accounts.size > maxClients) this.#forgetFirst();
    return isAllowed;
  }

  #forgetFirst(): void {
    for (const client of this.#accounts.keys()) {
      this.#accounts.delete(client);
      return;
    }
  }
}

/** An address as one client: of IPv6 the /64, because a single line has all of it. */
export function clientOf(address: string): string {
  const plain = address.replace(/^::ffff:/i, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail = ''] = plain.toLowerCase().split('::', 2);
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
