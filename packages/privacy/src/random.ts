import { randomFillSync } from 'node:crypto';

/** Asking the platform costs 4 µs however little is asked: one request serves some hundred salts and nonces. */
const POOL_BYTES = 4096;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** Random bytes for salts and nonces, at most `POOL_BYTES`; each is given out once and then wiped. Not for keys. */
export function takeRandom(bytes: number): Buffer {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const slice = pool.subarray(used, used + bytes);
  used += bytes;
  const taken = Buffer.from(slice);
  slice.fill(0);
  return taken;
}
