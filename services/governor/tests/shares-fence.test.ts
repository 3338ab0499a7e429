import type { ShareMember, ShareStore, ShareTable } from '@hustings/event-log';
import { createLogger } from '@hustings/service-kit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Shares } from '../src/app/shares.ts';

const LEASE_MS = 200;
const GATES = ['0.0', '0.1'];
const OTHER: ShareMember = {
  id: 'gov-other',
  address: '127.0.0.1:2',
  beat: 1,
  leaseMs: LEASE_MS,
  draining: false,
};

/** One table and one roster in memory; while `away` nothing is answered. */
class MemoryStore implements ShareStore {
  away = false;
  tableNow: ShareTable = {};
  readonly #members = new Map<string, ShareMember>();
  #revision = 0;

  async announce(member: ShareMember): Promise<void> {
    this.#answer();
    this.#members.set(member.id, member);
  }
  async members(): Promise<ShareMember[]> {
    this.#answer();
    return [...this.#members.values()];
  }
  async table(): Promise<{ table: ShareTable; revision: number }> {
    this.#answer();
    return { table: this.tableNow, revision: this.#revision };
  }
  async replaceTable(next: ShareTable, revision: number): Promise<boolean> {
    this.#answer();
    if (revision !== this.#revision) return false;
    this.#revision += 1;
    this.tableNow = next;
    return true;
  }
  async forget(id: string): Promise<void> {
    this.#members.delete(id);
  }
  ring(): void {}
  onRing(): () => void {
    return () => undefined;
  }

  /** Somebody else takes everything, as after a lease that ended. */
  async giveTo(other: ShareMember): Promise<void> {
    this.#members.set(other.id, other);
    this.#revision += 1;
    this.tableNow = Object.fromEntries(GATES.map((gate) => [gate, other.id]));
  }

  #answer(): void {
    if (this.away) throw new Error('the store does not answer');
  }
}

let store: MemoryStore;
let told: string[];
let stopping: AbortController;
let running: Promise<void>;

beforeEach(async () => {
  store = new MemoryStore();
  told = [];
  stopping = new AbortController();
  const shares = new Shares({
    store,
    id: 'gov-self',
    address: '127.0.0.1:1',
    leaseMs: LEASE_MS,
    gates: GATES,
    logger: createLogger('test', 'silent'),
    onGained: (gate) => told.push(`gained ${gate}`),
    onSuspended: (gate) => told.push(`suspended ${gate}`),
    onResumed: (gate) => told.push(`resumed ${gate}`),
    onLost: async (gate) => {
      told.push(`lost ${gate}`);
    },
  });
  running = shares.run(stopping.signal);
  await untilTold('gained 0.0', 'gained 0.1');
});

afterEach(async () => {
  stopping.abort();
  await running;
});

async function untilTold(...wanted: string[]): Promise<void> {
  await vi.waitFor(() => expect(told).toEqual(expect.arrayContaining(wanted)), {
    timeout: 10_000,
    interval: 5,
  });
}

test('a lease that is renewed late suspends the gates, and they go on without a rebuild', async () => {
  store.away = true;
  await untilTold('suspended 0.0', 'suspended 0.1');
  store.away = false;
  await untilTold('resumed 0.0', 'resumed 0.1');
  expect(told.filter((one) => /gained|lost/.test(one))).toEqual(['gained 0.0', 'gained 0.1']);
});

test('gates that somebody else took meanwhile are lost and not resumed', async () => {
  store.away = true;
  await untilTold('suspended 0.0', 'suspended 0.1');
  await store.giveTo(OTHER);
  store.away = false;
  await untilTold('lost 0.0', 'lost 0.1');
  expect(told.some((one) => one.startsWith('resumed'))).toBe(false);
});
