/** Characters of one SMS in the GSM 7-bit alphabet, alone and as part of a longer message (3GPP TS 23.038). */
const ALONE = 160;
const PART = 153;

/** The part of ASCII that costs one septet; the load sends nothing else, so that this code need not know the whole table. */
const ONE_SEPTET = /^[A-Za-z0-9 .,:;!?'"()+\-/%&*<>=#\n]*$/;

/** What a text costs, counted by rules of our own so that the governor's library is judged too. Throws for other alphabets. */
export function segmentsOf(text: string): number {
  if (!ONE_SEPTET.test(text)) throw new Error(`cannot count the segments of "${text}"`);
  return text.length <= ALONE ? 1 : Math.ceil(text.length / PART);
}
