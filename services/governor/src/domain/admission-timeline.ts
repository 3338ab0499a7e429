/** Entries closer together than this are one: the cut of an order falls on a second. */
const RESOLUTION_US = 1_000_000;
/** About fourteen hours of steady traffic at full resolution, 800 kB a gate; older entries are thinned out by halves. */
const ENTRIES_MAX = 50_000;

/** Which decision of a gate was the last one before an instant. */
export class AdmissionTimeline {
  #entries: { atUs: number; number: number }[] = [];
  #latest = { atUs: 0, number: 0 };

  /** Number of the last recorded decision, 0 when there is none. */
  get lastNumber(): number {
    return this.#latest.number;
  }

  /** Instants and numbers rise with the log. */
  note(atUs: number, number: number): void {
    const last = this.#entries.at(-1);
    // The last number before a gap is what a cut in the gap needs: it is kept when the next one is further on.
    if (last === undefined || atUs - last.atUs >= RESOLUTION_US) {
      if (this.#latest.number > (last?.number ?? 0)) this.#entries.push(this.#latest);
      this.#entries.push({ atUs, number });
    }
    this.#latest = { atUs, number };
    if (this.#entries.length > ENTRIES_MAX) this.#thinOut();
  }

  /** Number of a decision that was taken before the instant, at most a second earlier than it could be; 0 = none. */
  lastBefore(atUs: number): number {
    if (atUs > this.#latest.atUs) return this.#latest.number;
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.atUs ?? atUs) < atUs) low = middle + 1;
      else high = middle;
    }
    return this.#entries[low - 1]?.number ?? 0;
  }

  #thinOut(): void {
    const half = ENTRIES_MAX / 2;
    const thinned = this.#entries.slice(0, half).filter((_, index) => index % 2 === 1);
    this.#entries = [...thinned, ...this.#entries.slice(half)];
  }
}
