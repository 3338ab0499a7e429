/** Longest text of an appeal or of its decision, characters: what the EU's database takes for the facts of one. */
export const MAX_TEXT_LENGTH = 5000;

/** True for a text of 1 to 5,000 characters that says something. */
export function isFit(text: string): boolean {
  return text.trim().length > 0 && text.length <= MAX_TEXT_LENGTH;
}

/** Who decided when nobody did in time. */
export const BY_CLOCK = 'clock';
