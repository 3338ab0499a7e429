import { createHash } from 'node:crypto';

/**
 * 80 bits in hexadecimal: two limits of one gate that share a tag would count each other's recipients, and with a million
 * subjects in a gate that comes to pass in one of 10^12 gates.
 */
const TAG_DIGITS = 20;

/** Name of a subject's limit ("<subject>|<limit>") before the names of its recipients, as `tag.lua` makes it. */
export function limitTag(key: string): string {
  return createHash('sha1').update(key).digest('hex').slice(0, TAG_DIGITS);
}

/** Names of pairs ("<subject>|<limit>|<recipient>") as the scripts have them; computes the tag of each limit once. */
export class PairNames {
  readonly #tags = new Map<string, string>();

  of(pair: string): string {
    const end = pair.lastIndexOf('|');
    const key = pair.slice(0, end);
    const tag = this.#tags.get(key) ?? limitTag(key);
    this.#tags.set(key, tag);
    return tag + pair.slice(end);
  }
}
