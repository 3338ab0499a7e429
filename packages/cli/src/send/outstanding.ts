import { EventEmitter, once } from 'node:events';
import type { OutboundMessage } from '@hustings/contracts/governor';

/** A row that is under way. */
export interface SentRow {
  line: number;
  message: OutboundMessage;
  /** Times that the governor held it. */
  holds: number;
}

/** Rows that were given to the governor and have no final answer. They survive a broken stream. */
export class Outstanding {
  readonly #rows = new Map<string, SentRow>();
  readonly #changes = new EventEmitter();

  get size(): number {
    return this.#rows.size;
  }

  add(row: SentRow): void {
    this.#rows.set(row.message.idempotencyKey, row);
  }

  find(idempotencyKey: string): SentRow | undefined {
    return this.#rows.get(idempotencyKey);
  }

  settle(idempotencyKey: string): void {
    this.#rows.delete(idempotencyKey);
    this.#changes.emit('change');
  }

  all(): SentRow[] {
    return [...this.#rows.values()];
  }

  /** Waits until at most so many rows are under way. Rejects when the signal aborts. */
  async waitForAtMost(rows: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.#rows.size > rows) await once(this.#changes, 'change', { signal });
  }
}
