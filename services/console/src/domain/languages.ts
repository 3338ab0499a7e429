import type { PageLanguage, PageLanguages } from './page-texts.ts';

const FALLBACK = 'en';

/** Codes that browsers send for languages that the data name otherwise (RFC 5646, section 2.2.1; IANA: Preferred-Value). */
const OTHER_CODES: Readonly<Record<string, string>> = { fil: 'tl', iw: 'he', cmn: 'zh' };

/** More ranges than any browser sends. */
const MAX_RANGES = 30;

/**
 * The language of a page: the one that the person chose, else the best that the browser asks for (RFC 9110, section 12.5.4),
 * else that of whoever wrote, else English.
 */
export function chooseLanguage(
  languages: PageLanguages,
  wishes: { chosen: string; accepted: string; writers: string },
): PageLanguage {
  const codes = [wishes.chosen, ...acceptedCodes(wishes.accepted), wishes.writers, FALLBACK];
  for (const code of codes) {
    const found = languages.get(code) ?? languages.get(OTHER_CODES[code] ?? '');
    if (found !== undefined) return found;
  }
  throw new TypeError(`the pages have no texts in "${FALLBACK}"`);
}

/** Primary codes of an Accept-Language header, the most wanted first. */
function acceptedCodes(header: string): string[] {
  return header
    .split(',', MAX_RANGES)
    .map((range) =>
      /^\s*([a-z]{2,3})(?:-[a-z0-9-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/i.exec(range),
    )
    .filter((match) => match !== null)
    .map((match) => ({ code: (match[1] ?? '').toLowerCase(), quality: Number(match[2] ?? '1') }))
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map(({ code }) => code);
}
