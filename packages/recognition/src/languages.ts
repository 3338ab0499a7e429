/**
 * Languages that recipients behind a country calling code (ITU-T E.164) are likely to write, as far as the keyword file
 * gates words by language. It only switches more words on: every other word counts everywhere.
 */
const LANGUAGES_OF_CODE: Record<string, readonly string[]> = {
  '1': ['en'],
  '31': ['nl'],
  '32': ['nl', 'fr'],
  '33': ['fr'],
  '34': ['es', 'ca', 'gl', 'eu'],
  '39': ['it'],
  '41': ['de', 'fr', 'it'],
  '43': ['de'],
  '44': ['en'],
  '49': ['de'],
  '51': ['es'],
  '52': ['es'],
  '53': ['es'],
  '54': ['es'],
  '55': ['pt'],
  '56': ['es'],
  '57': ['es'],
  '58': ['es'],
  '60': ['ms'],
  '61': ['en'],
  '62': ['ms'],
  '63': ['tl', 'en'],
  '64': ['en'],
  '84': ['vi'],
  '86': ['zh'],
  '90': ['tr'],
  '91': ['hi', 'en'],
  '351': ['pt'],
  '352': ['fr', 'de'],
  '353': ['en'],
  '376': ['ca', 'es'],
  '502': ['es'],
  '503': ['es'],
  '504': ['es'],
  '505': ['es'],
  '506': ['es'],
  '507': ['es'],
  '591': ['es'],
  '593': ['es'],
  '595': ['es'],
  '598': ['es'],
  '852': ['zh'],
  '886': ['zh'],
};

/** Longest calling code. */
const MAX_CODE_DIGITS = 3;

/** Languages of a thread: that of its BCP 47 locale, if known, and those of the recipient's country. */
export function languagesOf(locale: string, e164: string): string[] {
  const language = /^[A-Za-z]{2,3}(?=[-_]|$)/.exec(locale)?.[0].toLowerCase();
  const country = languagesOfNumber(e164);
  return language === undefined ? [...country] : [language, ...country];
}

function languagesOfNumber(e164: string): readonly string[] {
  if (!e164.startsWith('+')) return [];
  for (let digits = MAX_CODE_DIGITS; digits > 0; digits--) {
    const languages = LANGUAGES_OF_CODE[e164.slice(1, 1 + digits)];
    if (languages !== undefined) return languages;
  }
  return [];
}
