import { registrableOf } from './hosts.ts';
import type { LookAlikes } from './look-alikes.ts';

const ASCII_PAIRS: readonly [RegExp, string][] = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/0/g, 'o'],
  [/1/g, 'l'],
];

const LATIN = /\p{Script=Latin}/u;
const OTHER_ALPHABET =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;

/** What is needed to see through a host's spelling. */
export interface HostReader {
  lookAlikes: LookAlikes;
  /** Host in Unicode from its ASCII form (UTS #46). */
  toUnicode: (asciiHost: string) => string;
}

/** The known domain that another one is made to look like, or null. Domains are in ASCII form. */
export function findImitated(
  domain: string,
  known: readonly string[],
  reader: HostReader,
): string | null {
  const shape = shapeOf(domain, reader);
  for (const host of known) {
    const original = registrableOf(host);
    if (original !== domain && shapeOf(original, reader) === shape) return original;
  }
  return null;
}

/** True when one label of a host mixes Latin letters with those of an alphabet that looks like it. */
export function mixesAlphabets(asciiHost: string, { toUnicode }: HostReader): boolean {
  if (!asciiHost.includes('xn--')) return false;
  const labels = toUnicode(asciiHost).split('.');
  return labels.some((label) => LATIN.test(label) && OTHER_ALPHABET.test(label));
}

function shapeOf(asciiHost: string, { lookAlikes, toUnicode }: HostReader): string {
  const unicode = asciiHost.includes('xn--') ? toUnicode(asciiHost) : asciiHost;
  const letters = lookAlikes.fold(unicode.normalize('NFKC')).toLowerCase();
  return ASCII_PAIRS.reduce((shape, [pair, letter]) => shape.replace(pair, letter), letters);
}
