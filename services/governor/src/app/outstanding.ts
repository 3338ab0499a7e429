/** Bounds work that was begun and is not over yet, by weight; the first failure is thrown by the next wait. */
export class Outstanding {
  #weight = 0;
  #failure: Error | null = null;
  #wake: (() => void) | null = null;

  add(call: Promise<unknown>, parts: number): void {
    // A call without parts, such as one of markers only, is waited for as well: it can fail.
    const weight = Math.max(1, parts);
    this.#weight += weight;
    call.then(
      () => this.#done(weight, null),
      (error: unknown) =>
        this.#done(weight, error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** True when nobody has to wait for `below(max)`. */
  isBelow(max: number): boolean {
    return this.#weight < max && this.#failure === null;
  }

  /** Waits until less than `max` is under way. Throws the first failure. */
  async below(max: number): Promise<void> {
    while (this.#weight >= max && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure) throw this.#failure;
  }

  #done(weight: number, failure: Error | null): void {
    this.#weight -= weight;
    this.#failure ??= failure;
    this.#wake?.();
  }
}
