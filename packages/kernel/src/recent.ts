/**
 * The latest values by key: at least `max` and at most twice as many. Two generations, the older one dropped as a whole:
 * deleting the oldest entry of a large `Map` or `Set` one by one walks over all that were deleted before it (150 µs each of 200,000).
 */
export class Recent<Value> {
  readonly #max: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  constructor(max: number) {
    this.#max = max;
  }

  get(key: string): Value | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  has(key: string): boolean {
    return this.#young.has(key) || this.#old.has(key);
  }

  /**
   * Keeps a value, in the place of the one that it holds under this key. Returns the generation that was dropped for it, null most of
   * the time; keys of it that were added again since are still held.
   */
  add(key: string, value: Value): ReadonlyMap<string, Value> | null {
    const isFull = this.#young.size >= this.#max;
    const dropped = isFull ? this.#old : null;
    if (isFull) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
    return dropped;
  }

  /** Puts another value in the place of the one that it holds under this key, which becomes no younger by it. False when there is none. */
  replace(key: string, value: Value): boolean {
    const holder = this.#young.has(key) ? this.#young : this.#old;
    if (!holder.has(key)) return false;
    holder.set(key, value);
    return true;
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}
