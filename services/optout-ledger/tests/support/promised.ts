/** The people of the random runs. */
export const PEOPLE = ['+34600000001', '+34600000002', '+34600000003'];

/**
 * What was promised, kept apart from all code of the ledger: who has an answer that they stopped, since when, and what may end
 * it. Only the person's own later start ends a clear request; a control ends by its own reset.
 */
export class Promised {
  /** When a clear request was last answered, 0 = none that stands. */
  readonly #stoppedUs = PEOPLE.map(() => 0n);
  readonly #startedUs = PEOPLE.map(() => 0n);
  readonly #controlled = PEOPLE.map(() => false);
  readonly #linked = PEOPLE.map((_, who) => new Set([who]));

  stop(who: number, atUs: bigint): void {
    for (const each of this.#reach(who)) this.#stoppedUs[each] = atUs;
  }

  control(who: number): void {
    for (const each of this.#reach(who)) this.#controlled[each] = true;
  }

  resume(who: number): void {
    for (const each of this.#reach(who)) this.#controlled[each] = false;
  }

  start(who: number, atUs: bigint): void {
    this.#stoppedUs[who] = 0n;
    this.#startedUs[who] = atUs;
  }

  /** What was promised to the one is promised to the other, unless that one has started again since. */
  link(a: number, b: number): void {
    this.#linked[a]?.add(b);
    this.#linked[b]?.add(a);
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const stoppedUs = this.#stoppedUs[from] ?? 0n;
      if (stoppedUs > (this.#startedUs[to] ?? 0n)) this.#stoppedUs[to] = stoppedUs;
    }
  }

  unlink(who: number): void {
    this.#linked[who] = new Set([who]);
  }

  holds(who: number): boolean {
    return (this.#stoppedUs[who] ?? 0n) > 0n || this.#controlled[who] === true;
  }

  #reach(who: number): Set<number> {
    const reached = new Set([who]);
    for (const each of reached) for (const next of this.#linked[each] ?? []) reached.add(next);
    return reached;
  }
}
