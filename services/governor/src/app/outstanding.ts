/** Weight that may be under way at first, and at most: decisions take Redis some 8 µs each. */
const FIRST = 2_048;
const MOST = 8_192;
/** An answer that took longer halves what may be under way: after a second the client gives a call up, and with it the rebuild. */
const SLOW_MS = 250;
/** One that came sooner lets more be under way. */
const QUICK_MS = 125;

/**
 * Bounds calls that were begun and are not answered yet, by weight. The bound follows the answers: calls are answered in their
 * order, and whatever the machine and the calls are like, the last of them must not wait for so long that it is given up, or a
 * rebuild would fail, and be tried again, for ever. The first failure is thrown by the next wait.
 */
export class Outstanding {
  readonly #nowMs: () => number;
  #most = FIRST;
  #weight = 0;
  #failure: Error | null = null;
  #wake: (() => void) | null = null;
  /** When the bound was last halved: what was begun before says nothing about the new one. */
  #halvedAtMs = Number.NEGATIVE_INFINITY;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Weight from which on the next call has to wait. */
  get most(): number {
    return this.#most;
  }

  add(call: Promise<unknown>, parts: number): void {
    // A call without parts, such as one of markers only, is waited for as well: it can fail.
    const weight = Math.max(1, parts);
    const begunMs = this.#nowMs();
    this.#weight += weight;
    call.then(
      () => this.#answered(weight, begunMs),
      (error: unknown) =>
        this.#done(weight, error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** True when nobody has to wait for `room`. */
  get hasRoom(): boolean {
    return this.#weight < this.#most && this.#failure === null;
  }

  /** Waits until one more call may begin. Throws the first failure. */
  async room(): Promise<void> {
    await this.#until(() => this.#weight < this.#most);
  }

  /** Waits until every call is answered. Throws the first failure. */
  async none(): Promise<void> {
    await this.#until(() => this.#weight === 0);
  }

  async #until(isReached: () => boolean): Promise<void> {
    while (!isReached() && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure) throw this.#failure;
  }

  #answered(weight: number, begunMs: number): void {
    const nowMs = this.#nowMs();
    const tookMs = nowMs - begunMs;
    if (tookMs > SLOW_MS && begunMs >= this.#halvedAtMs) {
      this.#most = Math.max(1, Math.floor(this.#most / 2));
      this.#halvedAtMs = nowMs;
    } else if (tookMs < QUICK_MS) this.#most = Math.min(MOST, this.#most + weight);
    this.#done(weight, null);
  }

  #done(weight: number, failure: Error | null): void {
    this.#weight -= weight;
    this.#failure ??= failure;
    this.#wake?.();
  }
}
