import type { ServiceTextData, ServiceTextName } from './service-text-data.ts';

/** What stands in the placeholders. All of it is public but the code. */
export interface ServiceTextValues {
  /** Display name in the public directory. */
  organisation: string;
  /** A web page or number of the organisation. */
  contact: string;
  /** '' for texts without one. */
  code: string;
}

/** For recipients whose language has no texts. */
const FALLBACK_LANGUAGE = 'en';

/** A name is as long as its owner made it; the text stays one or two messages. */
const MAX_NAME_CHARS = 60;

/**
 * A text as it goes out: a function of the data and of public facts, so nobody can put other words into it and everybody can
 * check what was sent.
 */
export function renderServiceText(
  data: ServiceTextData,
  { name, language }: { name: ServiceTextName; language: string },
  values: ServiceTextValues,
): string {
  const own = data.languages[language] ?? data.languages[FALLBACK_LANGUAGE];
  const template = own?.texts[name];
  if (own === undefined || template === undefined) throw new TypeError(`no text "${name}"`);
  const filled: Record<string, string> = {
    organisation: values.organisation.slice(0, MAX_NAME_CHARS),
    contact: values.contact,
    code: values.code,
    yes: own.yes,
  };
  return template.replace(/\{(\w+)\}/g, (_, key: string) => filled[key] ?? '');
}

/** Where people reach an organisation: its first web page, else the number that wrote. */
export function contactOf(hosts: readonly string[], senderAddress: string): string {
  return hosts[0] ?? senderAddress;
}
