/** Longest reasons, characters. */
export const MAX_HOLD_TEXT = 2000;

/** Longest proof and longest word on how people were told, characters. */
export const MAX_PROOF = 500;

/** True for a text that says something and is not too long. */
export function fits(text: string, max: number): boolean {
  return text.trim().length > 0 && text.length <= max;
}
