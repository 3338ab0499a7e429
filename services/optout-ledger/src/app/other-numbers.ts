import { Channel } from '@hustings/contracts/registry';
import { normaliseAddress, numberCountries } from '@hustings/privacy';

/** Nobody speaks for more people than this in one message; a longer list goes to staff. */
const MAX_NUMBERS = 3;
/** A request stands in a message that a person writes; what is longer is not searched to its end. */
const MAX_CHARS = 1_000;
/** Eight digits at least, as they are written with spaces, brackets, dots and hyphens. */
const NUMBERS = /\+?\d(?:[ ().\u00a0-]{0,2}\d){7,14}/g;

/** Numbers, canonical, that a text names beside the writer's own: "stop calling my mother at +34 …". */
export function otherNumbersIn(text: string, writer: string): string[] {
  const country = numberCountries(writer)[0];
  const found = new Set<string>();
  for (const [digits] of text.slice(0, MAX_CHARS).normalize('NFKC').matchAll(NUMBERS)) {
    const address = normaliseAddress(Channel.CHANNEL_SMS, digits, country);
    if (address.ok && address.value !== writer) found.add(address.value);
  }
  return [...found].slice(0, MAX_NUMBERS);
}
