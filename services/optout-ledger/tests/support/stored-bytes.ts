import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a folder that hold any of the needles, with the needle's number. */
export function filesHolding(folder: string, needles: readonly Uint8Array[]): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return paths.flatMap((path) => {
    const file = join(folder, path);
    if (!statSync(file).isFile()) return [];
    const bytes = readFileSync(file);
    return needles.flatMap((needle, index) =>
      bytes.includes(Buffer.from(needle)) ? [`${path} #${index}`] : [],
    );
  });
}
