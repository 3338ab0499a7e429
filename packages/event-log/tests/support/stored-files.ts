import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerProcess } from '@hustings/dev-env/servers';

/** Message blocks of a partition's stream, oldest first. The server must not run while they are changed. */
function blocksOf(server: ServerProcess, partition: string): string[] {
  const stream = join('streams', `HUSTINGS_EVT_${partition}`, 'msgs');
  const found = readdirSync(server.dir, { recursive: true, encoding: 'utf8' });
  const blocks = found.filter((path) => path.includes(stream) && path.endsWith('.blk'));
  if (blocks.length === 0) throw new Error(`no message blocks under ${server.dir}`);
  return blocks.toSorted().map((path) => join(server.dir, path));
}

/** Cuts the end off the last block, as a power cut does with what was not synced. */
export function cutTail(server: ServerProcess, partition: string, bytes: number): void {
  const last = blocksOf(server, partition).at(-1) ?? '';
  truncateSync(last, Math.max(0, statSync(last).size - bytes));
}

/** Removes the first block: a hole at the beginning, with everything after it in place. */
export function removeFirstBlock(server: ServerProcess, partition: string): void {
  const [first, ...others] = blocksOf(server, partition);
  if (first === undefined || others.length === 0) throw new Error('there is only one block');
  rmSync(first);
}

/** Turns one bit over in the middle of the first block, as an ageing disk does. */
export function flipBit(server: ServerProcess, partition: string): void {
  const [first = ''] = blocksOf(server, partition);
  const bytes = readFileSync(first);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 0x10;
  writeFileSync(first, bytes);
}
