/**
 * The latest values by key: at least `max` and at most twice as many. Two generations, the older one dropped as a whole:
 * deleting the oldest entry of a large `Map` one by one walks over all that were deleted before it.
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

  /** Keeps a value, in the place of the one that it holds under this key. */
  add(key: string, value: Value): void {
    if (this.#young.size >= this.#max) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}
