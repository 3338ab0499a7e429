/** Two letters of ISO 639-1: what notices are written in. */
const LANGUAGE = /^[a-z]{2}$/;

/** Where no language is stated, organisations of these countries are written to in this one; all others in English. */
const LANGUAGE_OF_COUNTRY: Readonly<Record<string, string>> = {
  ...inLanguage('es', 'ES AR BO CL CO CR CU DO EC GQ GT HN MX NI PA PE PR PY SV UY VE'),
  ...inLanguage('fr', 'FR BE BF BI BJ CD CF CG CI CM GA GN HT LU MC ML NE SN TD TG'),
  ...inLanguage('de', 'DE AT LI'),
  ...inLanguage('pt', 'PT BR AO CV GW MZ ST TL'),
  ...inLanguage('it', 'IT SM VA'),
};

/** The stated language, or the main one of the country when none is stated. Null for what is no language code. */
export function languageOr(stated: string, country: string): string | null {
  if (stated === '') return LANGUAGE_OF_COUNTRY[country] ?? 'en';
  return LANGUAGE.test(stated) ? stated : null;
}

function inLanguage(language: string, countries: string): Record<string, string> {
  return Object.fromEntries(countries.split(' ').map((country) => [country, language]));
}
