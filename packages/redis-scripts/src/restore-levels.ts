import { gateKeys } from './gate-keys.ts';
import { behindOf, type RunScript } from './gate-replies.ts';
import type { Applied, Behind, Believed, GateRef, PastLevels } from './gate-types.ts';
import { PairNames } from './limit-tag.ts';

/** Most buckets, and most pairs, of one call: bounds how long Redis is busy, and Lua's stack. */
const LEVELS_AT_ONCE = 1_024;

interface Place extends Pick<Believed, 'epoch' | 'gateSeq'> {
  gate: GateRef;
}

/** Writes the levels in as few calls as they need, all of them issued before the first is answered. */
export async function restoreLevels(
  run: RunScript,
  { gate, epoch, gateSeq }: Place,
  { atUs, buckets, pairs }: PastLevels,
): Promise<Applied | Behind> {
  const keys = gateKeys(gate, epoch);
  const [bucketParts, pairParts] = [partsOf(buckets), partsOf(pairs, new PairNames())];
  const calls = Array.from(
    { length: Math.max(bucketParts.length, pairParts.length) },
    (_, index) => {
      const [some, others] = [bucketParts[index] ?? [], pairParts[index] ?? []];
      const args = { epoch, after_gate: gateSeq, at: atUs, buckets: some.length / 2 };
      return run('restore-levels', { keys, args, rest: [...some, ...others] });
    },
  );
  const replies = await Promise.all(calls);
  const behind = replies.map(behindOf).find((answer) => answer !== null);
  return behind ?? { outcome: 'APPLIED' };
}

/** Names and levels in turn. */
function partsOf(levels: ReadonlyMap<string, number>, names?: PairNames): (string | Buffer)[][] {
  const parts: (string | Buffer)[][] = [];
  let count = 0;
  for (const [name, level] of levels) {
    if (count++ % LEVELS_AT_ONCE === 0) parts.push([]);
    const packed = Buffer.allocUnsafe(8);
    packed.writeDoubleLE(level);
    parts.at(-1)?.push(names?.of(name) ?? name, packed);
  }
  return parts;
}
