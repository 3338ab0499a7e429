import { randomFillSync } from 'node:crypto';

/** Asking the platform costs 4 µs however little is asked: one request serves some hundred salts and nonces. */
const POOL_BYTES = 4096;

let pool: Buffer = Buffer.alloc(0);
let used = 0;

/**
 * Random bytes for salts and nonces, at most `POOL_BYTES`; each byte is given out once. Not for keys, and not for what is kept long:
 * a slice keeps its whole pool.
 */
export function takeRandom(bytes: number): Buffer {
  if (used + bytes > pool.length) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(POOL_BYTES));
    used = 0;
  }
  const begin = used;
  used += bytes;
  return pool.subarray(begin, used);
}
