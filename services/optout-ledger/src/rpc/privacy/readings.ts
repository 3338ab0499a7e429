import type { Clock } from '@hustings/kernel';
import { RpcFailure } from '@hustings/service-kit';

/** Each reads partitions from their beginning: more at a time would keep opt-outs waiting for processor and disk. */
export const READINGS_AT_ONCE = 4;
const RETRY_AFTER_US = 5_000_000n;

/** Bounds the answers that read whole partitions. */
export class Readings {
  readonly #clock: Pick<Clock, 'nowUs'>;
  #running = 0;

  constructor(clock: Pick<Clock, 'nowUs'>) {
    this.#clock = clock;
  }

  /** Takes a place; RESOURCE_EXHAUSTED with the time to come again when all are taken. Call what it returns at the end. */
  begin(): () => void {
    if (this.#running >= READINGS_AT_ONCE) {
      throw RpcFailure.exhausted(
        { reason: 'READINGS_RUNNING', message: 'others are reading the log; retry later' },
        this.#clock.nowUs() + RETRY_AFTER_US,
        {
          subject: 'optout-ledger',
          description: `${READINGS_AT_ONCE} proofs or exports at a time`,
        },
      );
    }
    this.#running += 1;
    return () => {
      this.#running -= 1;
    };
  }
}
