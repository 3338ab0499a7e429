import type { ShareMember, ShareStore, ShareTable } from '@hustings/event-log';
import type { Logger } from '@hustings/service-kit';
import { planShares, type SharePlan } from '../domain/plan-shares.ts';
import { FENCE_SHARE, goneMembers, liveMembers, look, type Roster } from '../domain/roster.ts';
import { Latch } from './latch.ts';

/** Announcements within one lease. */
const BEATS_PER_LEASE = 4;

export interface SharesParts {
  store: ShareStore;
  id: string;
  /** Where the other governors reach this one, host:port. */
  address: string;
  leaseMs: number;
  /** All gates of the deployment by name. */
  gates: readonly string[];
  logger: Logger;
  /** The gate is ours from now on: open it. */
  onGained: (gate: string) => void;
  /** Our lease was not renewed in time: the gate decides nothing until it is known whose it is. */
  onSuspended: (gate: string) => void;
  /** It was ours all the time. */
  onResumed: (gate: string) => void;
  /** The gate must not decide any more; resolves when its last step is over. */
  onLost: (gate: string) => Promise<void>;
}

/**
 * Which gates this governor serves. Leases are for liveness and efficiency alone: what two governors decide at the same time for
 * the same gate, the log puts in order and refuses where it must, whoever holds the lease.
 */
export class Shares {
  readonly id: string;
  readonly #parts: SharesParts;
  readonly #held = new Set<string>();
  /** Gates on their way to another governor, once their last step here is over. */
  readonly #given = new Map<string, 'CLOSING' | 'CLOSED'>();
  readonly #look = new Latch();
  #table: ShareTable = {};
  #roster: Roster = new Map();
  #beat = 0;
  /** When the last round that succeeded was begun: our lease stands at least so long after it. */
  #heardMs = Number.NEGATIVE_INFINITY;
  /** True while our gates are suspended because our lease was not renewed in time. */
  #fenced = false;
  #draining = false;
  #settled: (() => void)[] = [];

  constructor(parts: SharesParts) {
    this.#parts = parts;
    this.id = parts.id;
  }

  holds(gate: string): boolean {
    return this.#held.has(gate) && this.#leaseStands();
  }

  /** Who serves a gate: '' = we; null = nobody that we know of at the moment. */
  addressOf(gate: string): string | null {
    const owner = this.#table[gate];
    if (owner === this.id) return this.holds(gate) ? '' : null;
    return (owner && this.#roster.get(owner)?.member.address) || null;
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { store, leaseMs, logger } = this.#parts;
    const forget = store.onRing(() => this.#look.open());
    const wake = (): void => this.#look.open();
    signal.addEventListener('abort', wake, { once: true });
    const looking = setInterval(wake, leaseMs / BEATS_PER_LEASE);
    const fencing = setInterval(() => this.#fenceIfLate(), leaseMs / BEATS_PER_LEASE / 4);
    this.#look.open();
    while (!signal.aborted) {
      await this.#look.opened();
      this.#look.close();
      if (signal.aborted) break;
      await this.#round().catch((error: unknown) =>
        logger.warn({ err: error }, 'the shares of the governors cannot be read; trying again'),
      );
    }
    clearInterval(looking);
    clearInterval(fencing);
    forget();
  }

  /** Hands all gates to the others, if there are any; resolves when they have them, or after a lease at the latest. */
  async handOver(): Promise<void> {
    this.#draining = true;
    const others = liveMembers(this.#roster, this.#parts).filter(
      ({ id, draining }) => id !== this.id && !draining,
    );
    if (others.length === 0 || this.#held.size === 0) return;
    const settled = new Promise<void>((resolve) => this.#settled.push(resolve));
    const patience = setTimeout(() => this.#settle(), this.#parts.leaseMs);
    this.#look.open();
    await settled;
    clearTimeout(patience);
  }

  /** Leaves for good, so that nobody waits for our lease. Decide nothing any more before you call it. */
  async leave(): Promise<void> {
    this.#held.clear();
    // Best effort: others find out after a lease.
    await this.#parts.store.forget(this.id).catch(() => undefined);
    this.#parts.store.ring();
  }

  async #round(): Promise<void> {
    const begunMs = performance.now();
    const { store, address, leaseMs } = this.#parts;
    const known = this.#beat;
    await store.announce({
      id: this.id,
      address,
      beat: known + 1,
      leaseMs,
      draining: this.#draining,
    });
    this.#beat = known + 1;
    const announced = await store.members();
    const { table, revision } = await store.table();
    this.#roster = look(this.#roster, announced, { elapsedMs: begunMs - this.#heardMs });
    this.#heardMs = begunMs;
    if (known === 0) store.ring();
    await this.#change(table, revision);
    this.#unfence();
    this.#clean();
  }

  async #change(table: ShareTable, revision: number): Promise<void> {
    const live = liveMembers(this.#roster, this.#parts);
    const plan = planShares({ self: this.id, gates: this.#parts.gates, live, table });
    this.#adopt(table, plan);
    const ready = [...plan.give].filter(([gate]) => this.#given.get(gate) === 'CLOSED');
    if (ready.length + plan.claim.length === 0) return;
    const next = { ...table, ...Object.fromEntries(ready) };
    for (const gate of plan.claim) next[gate] = this.id;
    if (await this.#parts.store.replaceTable(next, revision)) {
      for (const [gate] of ready) this.#given.delete(gate);
      this.#adopt(next, {
        claim: [],
        give: new Map([...plan.give].filter(([gate]) => next[gate] === this.id)),
      });
    }
    // Either way there is something new to look at, for us or for those who got something.
    this.#parts.store.ring();
  }

  /** Opens what is ours, closes what is not or should not be. */
  #adopt(table: ShareTable, plan: SharePlan): void {
    this.#table = table;
    for (const gate of this.#parts.gates) {
      const keeps = table[gate] === this.id && !plan.give.has(gate);
      if (keeps) {
        this.#given.delete(gate);
        this.#gain(gate);
      } else this.#lose(gate, plan.give.has(gate));
    }
    if (this.#held.size === 0 && this.#given.size === 0) this.#settle();
  }

  #gain(gate: string): void {
    if (this.#held.has(gate)) return;
    this.#held.add(gate);
    this.#parts.onGained(gate);
  }

  #lose(gate: string, isGiven: boolean): void {
    const wasHeld = this.#held.delete(gate);
    if (!isGiven) this.#given.delete(gate);
    else if (!this.#given.has(gate)) this.#given.set(gate, wasHeld ? 'CLOSING' : 'CLOSED');
    if (!wasHeld) return;
    void this.#parts.onLost(gate).then(() => {
      if (!this.#given.has(gate)) return;
      this.#given.set(gate, 'CLOSED');
      this.#look.open();
    });
  }

  /** Forgets those whose lease has ended and who hold nothing any more. */
  #clean(): void {
    const owners = new Set(Object.values(this.#table));
    for (const { id } of goneMembers(this.#roster, this.#parts)) {
      if (!owners.has(id)) void this.#parts.store.forget(id).catch(() => undefined);
    }
  }

  #leaseStands(): boolean {
    return performance.now() - this.#heardMs < this.#parts.leaseMs * FENCE_SHARE;
  }

  #fenceIfLate(): void {
    if (this.#fenced || this.#held.size === 0 || this.#leaseStands()) return;
    this.#fenced = true;
    this.#parts.logger.warn('our lease was not renewed in time: our gates wait until it is');
    for (const gate of this.#held) this.#parts.onSuspended(gate);
  }

  /** What the table still gives us was served by nobody else meanwhile: it goes on as it stands. */
  #unfence(): void {
    if (!this.#fenced || !this.#leaseStands()) return;
    this.#fenced = false;
    for (const gate of this.#held) this.#parts.onResumed(gate);
  }

  #settle(): void {
    for (const resolve of this.#settled.splice(0)) resolve();
  }
}

export type { ShareMember };
