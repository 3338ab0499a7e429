import { hijacked, snowshoer, spammer } from './abusive.ts';
import { bombedSender, honestSender } from './honest.ts';
import { randomOf } from './random.ts';
import type { Sender, Style } from './types.ts';

/** Senders of each style, a thousand in all. The mix is an assumption, so figures are reported by style as well. */
export const MIX: Readonly<Record<Style, number>> = {
  gotv: 160,
  fundraising: 140,
  newsletter: 160,
  group: 240,
  surge: 60,
  bombed: 40,
  spammer: 90,
  snowshoer: 60,
  hijacked: 50,
};

/** Numbers of one ring of snowshoers. */
const RING = 10;

/** Draws a population; each sender has draws of its own, so that a change to one leaves the others as they are. */
export function drawPopulation(seed: number, mix: Readonly<Record<Style, number>> = MIX): Sender[] {
  const root = randomOf(seed);
  const senders: Sender[] = [];
  for (const [style, count] of Object.entries(mix) as [Style, number][]) {
    for (let i = 0; i < count; i++)
      senders.push(drawSender(style, { number: senders.length, i, root }));
  }
  return senders;
}

function drawSender(
  style: Style,
  { number, i, root }: { number: number; i: number; root: ReturnType<typeof randomOf> },
): Sender {
  const own = root.fork(number);
  switch (style) {
    case 'bombed':
      return bombedSender(number, own);
    case 'spammer':
      return spammer(number, own);
    case 'hijacked':
      return hijacked(number, own);
    case 'snowshoer': {
      const ring = Math.floor(i / RING);
      return snowshoer(number, ring, { own, ring: root.fork(1_000_000 + ring) });
    }
    default:
      return honestSender(style, number, own);
  }
}
