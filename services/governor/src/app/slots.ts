/**
 * Bounds how many messages of one stream are undecided at a time. A reader that waits here stops reading its stream,
 * and HTTP/2 flow control carries the wait to the client.
 */
export class Slots {
  #free: number;
  readonly #max: number;
  readonly #waiting: { count: number; resolve: () => void }[] = [];

  constructor(max: number) {
    this.#max = max;
    this.#free = max;
  }

  /** Waits until `count` slots are free; a count above the bound takes all of them. */
  async take(count: number): Promise<number> {
    const taken = Math.min(count, this.#max);
    if (this.#waiting.length > 0 || this.#free < taken) {
      await new Promise<void>((resolve) => this.#waiting.push({ count: taken, resolve }));
    } else {
      this.#free -= taken;
    }
    return taken;
  }

  give(count: number): void {
    this.#free += count;
    for (let next = this.#waiting[0]; next && next.count <= this.#free; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= next.count;
      next.resolve();
    }
  }
}
