import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { UsageFault } from '../failures.ts';

/** 128 bits: no two lists meet by chance. */
const ID_CHARS = 32;

/**
 * Names an import after its file and where it goes, so that the same command again is the same import.
 *
 * @throws UsageFault when the file cannot be read.
 */
export async function importIdOf(path: string, ...where: string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(where));
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new UsageFault(`cannot read ${path} (${code}): check the path`, error);
  }
  return `imp-${hash.digest('hex').slice(0, ID_CHARS)}`;
}
