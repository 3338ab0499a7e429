/**
 * Counts events in half-open windows [t, t + length). The windows that end just after an event reach every count that any
 * window reaches, so only those are looked at.
 */
export class SlidingWindow {
  readonly #lengthMs: number;
  #times: number[] = [];
  #first = 0;

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  /** Events in the window that ends at this time. Times must not fall. */
  countAt(timeMs: number): number {
    while (this.#first < this.#times.length && this.#expired(timeMs)) this.#first++;
    this.#dropExpired();
    return this.#times.length - this.#first;
  }

  /** Adds an event and returns the events of the window that ends with it. */
  add(timeMs: number): number {
    this.#times.push(timeMs);
    return this.countAt(timeMs);
  }

  /** Milliseconds until the oldest event of the window leaves it; 0 when there is none. */
  msUntilRoom(timeMs: number): number {
    const oldest = this.#times[this.#first];
    return oldest === undefined ? 0 : Math.max(0, oldest + this.#lengthMs - timeMs);
  }

  #expired(timeMs: number): boolean {
    return timeMs - (this.#times[this.#first] ?? timeMs) >= this.#lengthMs;
  }

  /** Cuts the array only when half of it is dead, so that adding stays cheap. */
  #dropExpired(): void {
    if (this.#first * 2 <= this.#times.length) return;
    this.#times = this.#times.slice(this.#first);
    this.#first = 0;
  }
}
