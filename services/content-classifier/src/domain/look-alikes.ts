/** Letters that pass for a Latin one: by Latin letter, all that look like it. */
export type LookAlikeLetters = Record<string, string>;

/** Finds and folds letters that pass for Latin ones. */
export interface LookAlikes {
  /** The Latin letter that a character passes for, or undefined. */
  latinOf(character: string): string | undefined;
  /** The text with each look-alike as the letter that it passes for. */
  fold(text: string): string;
}

const NON_ASCII = /[^\0-\x7f]/;
const NON_ASCII_CHARACTERS = /[^\0-\x7f]/gu;

/** Makes the table ready for use. */
export function compileLookAlikes(letters: LookAlikeLetters): LookAlikes {
  const table = new Map(
    Object.entries(letters).flatMap(([latin, sources]) =>
      [...sources].map((source) => [source, latin] as const),
    ),
  );
  return {
    latinOf: (character) => table.get(character),
    fold: (text) =>
      NON_ASCII.test(text)
        ? text.replace(NON_ASCII_CHARACTERS, (character) => table.get(character) ?? character)
        : text,
  };
}
