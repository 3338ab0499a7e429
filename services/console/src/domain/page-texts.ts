/** Every sentence of the pages, by what it is for. Places in braces are filled when a page is made. */
export const PAGE_TEXTS = [
  'title_stop',
  'who',
  'on_behalf',
  'this_sender',
  'number',
  'campaign',
  'tool',
  'contact',
  'verified',
  'unverified',
  'how_far',
  'scope_organisation',
  'scope_organisation_note',
  'scope_campaign',
  'scope_sender',
  'scope_all',
  'scope_all_note',
  'button_stop',
  'nothing_yet',
  'stopped',
  'holds_since',
  'pending',
  'on_the_way',
  'further',
  'undo',
  'undo_reply',
  'undo_link',
  'undo_none',
  'title_start',
  'which',
  'start_explain',
  'button_start',
  'asked',
  'asked_explain',
  'rights',
  'rights_data',
  'rights_complain',
  'rights_operator',
  'private',
  'invalid',
  'invalid_explain',
  'expired',
  'not_offered',
  'asked_lately',
  'asked_lately_explain',
  'erased',
  'away',
  'away_explain',
  'busy',
  'missing',
  'instead',
  'again',
  'language',
] as const;

export type PageText = (typeof PAGE_TEXTS)[number];

/** One language's sentences. */
export interface PageLanguage {
  /** ISO 639. */
  code: string;
  /** What its speakers call it. */
  name: string;
  direction: 'ltr' | 'rtl';
  texts: Readonly<Record<PageText, string>>;
}

/** Of all languages, by code. */
export type PageLanguages = ReadonlyMap<string, PageLanguage>;
