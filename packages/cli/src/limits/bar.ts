import { type Io, paint } from '../io.ts';

const FULL = '█';
const EMPTY = '░';
const LENGTH = 20;

/** A bar of 20 places; what is not nothing shows at least one. */
export function drawBar(share: number): string {
  const bounded = Math.min(1, Math.max(0, share));
  const filled = bounded === 0 ? 0 : Math.max(1, Math.round(bounded * LENGTH));
  return FULL.repeat(filled) + EMPTY.repeat(LENGTH - filled);
}

/** The same, red when nothing is left to fill and green otherwise. */
export function paintBar(io: Io, share: number): string {
  return paint(io, share >= 1 ? 'red' : 'green', drawBar(share));
}

/** A span of time as people say it: "25 min 13 s", "14 d 0 h". At most two units; less than a second is "at once". */
export function describeSpan(ms: number): string {
  if (ms < 1_000) return 'at once';
  let seconds = Math.round(ms / 1_000);
  const parts: string[] = [];
  for (const [unit, length] of UNITS) {
    const count = Math.floor(seconds / length);
    seconds -= count * length;
    if (count > 0 || parts.length > 0) parts.push(`${count} ${unit}`);
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;
