/**
 * Free text of the public database holds no names, numbers or handles. Names cannot be told from words, so free text of people is
 * never used; what remains is searched for what looks like a number, an address or a handle.
 */
const SUSPECT: readonly [string, RegExp][] = [
  ['a telephone number', /\+?\d[\d ().-]{6,}\d/],
  ['an e-mail address', /[^\s@]+@[^\s@]+\.[^\s@]+/],
  ['a handle', /(?:^|\s)@\w{2,}/],
  ['an id', /\b(?:org|snd|crd|cmp|int|cas)-[A-Za-z0-9]/],
  ['a link', /https?:\/\//],
];

/** What a text seems to hold that must not be published, or null. */
export function personalDataIn(text: string): string | null {
  return SUSPECT.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}
