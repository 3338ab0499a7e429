/**
 * How far a partition has been applied to Redis. `issued` moves when the commands are written to the connection: later
 * commands on the same connection see their effects. `applied` moves when Redis has answered.
 */
export class Position {
  #issued = 0;
  #applied = 0;
  readonly #waiting: { seq: number; resolve: () => void }[] = [];

  get issued(): number {
    return this.#issued;
  }

  get applied(): number {
    return this.#applied;
  }

  issue(seq: number): void {
    this.#issued = Math.max(this.#issued, seq);
  }

  apply(seq: number): void {
    this.#applied = Math.max(this.#applied, seq);
    for (let next = this.#waiting[0]; next && next.seq <= this.#applied; next = this.#waiting[0]) {
      this.#waiting.shift();
      next.resolve();
    }
  }

  /** Resolves when everything up to `seq` is applied, or rejects when the signal aborts. */
  async reached(seq: number, signal: AbortSignal): Promise<void> {
    if (this.#applied >= seq) return;
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ seq, resolve });
      this.#waiting.sort((a, b) => a.seq - b.seq);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }
}
