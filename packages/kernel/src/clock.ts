/** Where time comes from. The domain never reads it: its commands carry the time. */
export interface Clock {
  /** Wall clock, microseconds since the Unix epoch. May step backwards. */
  nowUs(): bigint;
  /** Monotonic, milliseconds since an arbitrary start. For durations and leases. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  nowUs: () => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)),
  monotonicMs: () => performance.now(),
};

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #nowUs: bigint;
  #monotonicMs = 0;

  constructor(nowUs = 1_800_000_000_000_000n) {
    this.#nowUs = nowUs;
  }

  nowUs(): bigint {
    return this.#nowUs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  /** Moves both clocks forward. */
  advanceMs(ms: number): void {
    this.#nowUs += BigInt(Math.round(ms * 1000));
    this.#monotonicMs += ms;
  }

  /** Steps the wall clock alone, as an operator or NTP would. */
  stepWallMs(ms: number): void {
    this.#nowUs += BigInt(Math.round(ms * 1000));
  }
}
