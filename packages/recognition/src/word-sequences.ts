/** An entry of a word list with what it means to the caller. */
export interface Sequence<T> {
  words: string[];
  value: T;
}

/** Where a sequence stands in a text: words `start` to `end`, end excluded. */
export interface Match<T> {
  start: number;
  end: number;
  value: T;
}

/** Scripts that put no spaces between words, or endings on them: their entries match inside a longer run as well. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Whether a text holds characters of such a script. */
export function isUnspaced(text: string): boolean {
  return UNSPACED.test(text);
}

/** Finds many word sequences in one pass over a text. */
export class WordSequences<T> {
  readonly #byFirstWord = new Map<string, Sequence<T>[]>();
  readonly #unspaced: Sequence<T>[] = [];

  constructor(entries: Iterable<readonly [text: string, value: T]>) {
    for (const [text, value] of entries) {
      const words = text.split(' ');
      const first = words[0];
      if (first === undefined || first === '') continue;
      if (isUnspaced(text)) this.#unspaced.push({ words, value });
      else this.#add(first, { words, value });
    }
    // The longest first, so that the first hit at a place is the longest one.
    for (const list of this.#byFirstWord.values()) {
      list.sort((a, b) => b.words.length - a.words.length);
    }
  }

  #add(first: string, sequence: Sequence<T>): void {
    const list = this.#byFirstWord.get(first);
    if (list === undefined) this.#byFirstWord.set(first, [sequence]);
    else list.push(sequence);
  }

  /** The longest sequence that begins at a word, or null. */
  at(words: readonly string[], start: number): Match<T> | null {
    const word = words[start];
    const list = word === undefined ? undefined : this.#byFirstWord.get(word);
    const hit = list?.find((each) => each.words.every((w, i) => words[start + i] === w));
    return hit === undefined ? null : { start, end: start + hit.words.length, value: hit.value };
  }

  /** At most one match for each word at which one begins, in reading order. */
  findAll(words: readonly string[]): Match<T>[] {
    const matches: Match<T>[] = [];
    for (let start = 0; start < words.length; start++) {
      const match = this.at(words, start) ?? this.#inside(words, start);
      if (match !== null) matches.push(match);
    }
    return matches;
  }

  #inside(words: readonly string[], start: number): Match<T> | null {
    const word = words[start];
    if (word === undefined || this.#unspaced.length === 0 || !isUnspaced(word)) return null;
    const hit = this.#unspaced.find((each) => standsAt(words, start, each.words));
    return hit === undefined ? null : { start, end: start + hit.words.length, value: hit.value };
  }
}

/** Whether a run holds the parts: inside its one word, or from the end of the first to the beginning of the last. */
function standsAt(words: readonly string[], start: number, parts: readonly string[]): boolean {
  const last = parts.length - 1;
  if (last === 0) return words[start]?.includes(parts[0] ?? '') === true;
  return parts.every((part, index) => {
    const word = words[start + index] ?? '';
    if (index === 0) return word.endsWith(part);
    return index === last ? word.startsWith(part) : word === part;
  });
}

/** Whether two matches share a word. */
export function overlaps(a: Match<unknown>, b: Match<unknown>): boolean {
  return a.start < b.end && b.start < a.end;
}
