/** Markup that may be sent as it stands. Only this module makes it, so a string from outside is never taken for it. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }

  /** For the functions below, and for constants of this code. */
  static verbatim(markup: string): Html {
    return new Html(markup);
  }
}

export type HtmlValue = string | Html | readonly HtmlValue[];

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template whose values are escaped, in text and in quoted attributes alike; markup and lists of it are not. */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  const parts = strings.map((string, index) => string + markupOf(values[index] ?? ''));
  return Html.verbatim(parts.join(''));
}

/** A sentence with places such as {organisation}: the sentence is escaped, what fills a place is markup. */
export function fill(sentence: string, places: Readonly<Record<string, Html>>): Html {
  const parts = sentence.split(/\{(\w+)\}/);
  return Html.verbatim(
    parts
      .map((part, index) => (index % 2 === 0 ? escaped(part) : String(places[part] ?? '')))
      .join(''),
  );
}

/** A name of somebody else's, kept from turning the direction of the sentence around it. */
export function isolated(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

function markupOf(value: HtmlValue): string {
  if (typeof value === 'string') return escaped(value);
  return value instanceof Html ? String(value) : value.map(markupOf).join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
