import { gateKeys } from './gate-keys.ts';
import { behindOf, type RunScript } from './gate-replies.ts';
import type { Applied, Behind, Believed, GateRef, PastLevels } from './gate-types.ts';
import { PairNames } from './limit-tag.ts';
import type { Reply } from './script.ts';

/** Most buckets, and most pairs, of one call: bounds how long Redis is busy, and Lua's stack. */
const LEVELS_AT_ONCE = 1_024;
/** One is written while the one before is worked on: the last of many would wait for so long that it is given up. */
const CALLS_AT_ONCE = 2;

type Part = (string | Buffer)[];

interface Place extends Pick<Believed, 'epoch' | 'gateSeq'> {
  gate: GateRef;
}

/** Writes the levels in as few calls as they need, some of them at a time; stops at the first that finds the gate behind. */
export async function restoreLevels(
  run: RunScript,
  { gate, epoch, gateSeq }: Place,
  { atUs, buckets, pairs }: PastLevels,
): Promise<Applied | Behind> {
  const keys = gateKeys(gate, epoch);
  const [bucketParts, pairParts] = [partsOf(buckets), partsOf(pairs, new PairNames())];
  const write = (some: Part = [], others: Part = []): Promise<Reply[]> => {
    const args = { epoch, after_gate: gateSeq, at: atUs, buckets: some.length / 2 };
    return run('restore-levels', { keys, args, rest: [...some, ...others] });
  };
  const count = Math.max(bucketParts.length, pairParts.length);
  for (let from = 0; from < count; from += CALLS_AT_ONCE) {
    const places = Array.from(
      { length: Math.min(CALLS_AT_ONCE, count - from) },
      (_, at) => from + at,
    );
    const replies = await Promise.all(places.map((at) => write(bucketParts[at], pairParts[at])));
    const behind = replies.map(behindOf).find((answer) => answer !== null);
    if (behind) return behind;
  }
  return { outcome: 'APPLIED' };
}

/** Names and levels in turn. */
function partsOf(levels: ReadonlyMap<string, number>, names?: PairNames): Part[] {
  const parts: Part[] = [];
  let count = 0;
  for (const [name, level] of levels) {
    if (count++ % LEVELS_AT_ONCE === 0) parts.push([]);
    const packed = Buffer.allocUnsafe(8);
    packed.writeDoubleLE(level);
    parts.at(-1)?.push(names?.of(name) ?? name, packed);
  }
  return parts;
}
