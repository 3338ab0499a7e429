/** How far a choice reaches, in the words of the page's form. */
export const SCOPE_NAMES = ['organisation', 'campaign', 'sender', 'all'] as const;

export type ScopeName = (typeof SCOPE_NAMES)[number];

/** Who wrote, and on whose behalf. What is not known is ''. */
export interface Correspondent {
  organisation: string;
  /** True when the platform has proved who the organisation is. */
  verified: boolean;
  /** A web page of the organisation, without a scheme. */
  contact: string;
  /** Such as "WhatsApp". */
  channel: string;
  /** The number or handle that writes. */
  address: string;
  campaign: string;
  tools: readonly string[];
  /** Language in which the organisation wants to be written to, ISO 639-1. */
  language: string;
}

/** An opt-out that stands. */
export interface Standing {
  scope: ScopeName;
  /** Milliseconds since the Unix epoch. */
  sinceMs: number;
}

/** What a link is about, and what stands within its reach. */
export interface LinkPage {
  purpose: 'stop' | 'start';
  /** Null when the registry did not answer: nobody is kept from opting out by that. */
  who: Correspondent | null;
  /** In the order in which they are offered; the first one is chosen unless the person says otherwise. */
  scopes: readonly ScopeName[];
  /** Widest first. */
  stands: readonly Standing[];
  /** True when everybody who lets messages out has confirmed all that stands. */
  confirmed: boolean;
  /** Of a link that begins a double opt-in; '' = START is the way. */
  undoToken: string;
}

/** Why a page cannot do what was asked, for programs as well. */
export const REFUSALS = [
  'LINK_INVALID',
  'LINK_EXPIRED',
  'SCOPE_NOT_OFFERED',
  'ASKED_LATELY',
  'RECIPIENT_ERASED',
  /** Recorded, and not yet confirmed by everybody who lets messages out. */
  'NOT_CONFIRMED_EVERYWHERE',
  /** It is not known whether anything was recorded. */
  'NOT_CONFIRMED',
  'TOO_MANY_REQUESTS',
  'NO_SUCH_PAGE',
] as const;

export type Refusal = (typeof REFUSALS)[number];

/** What a page says. */
export type Answer =
  /** Nothing was done: what could be. */
  | { kind: 'offered'; page: LinkPage }
  /** An opt-out holds. Without `page` when it was acknowledged and nothing more could be read. */
  | { kind: 'stopped'; scope: ScopeName; page: LinkPage | null; onTheWay: boolean }
  /** A question goes to the number. */
  | { kind: 'asked'; page: LinkPage | null }
  | { kind: 'refused'; reason: Refusal };

/** From the widest choice to the narrowest one, with the usual one first. */
export function inOrderOfOffer(scopes: Iterable<ScopeName>): ScopeName[] {
  const offered = new Set(scopes);
  return SCOPE_NAMES.filter((scope) => offered.has(scope));
}

/** True when nothing is left to be stopped by the usual choice. */
export function isStopped({ stands, confirmed }: LinkPage): boolean {
  return confirmed && stands.some(({ scope }) => scope === 'organisation' || scope === 'all');
}

/** What a double opt-in may be about: whatever of it stands, else all that the link offers. */
export function mayBeUndone({ scopes, stands }: LinkPage): ScopeName[] {
  const standing = scopes.filter((scope) => stands.some((each) => each.scope === scope));
  return standing.length > 0 ? standing : [...scopes];
}

/** What may still be chosen: an opt-out that stands covers every narrower one. */
export function stillOpen({ scopes, stands, confirmed }: LinkPage): ScopeName[] {
  if (!confirmed) return [...scopes];
  const holds = new Set(stands.map(({ scope }) => scope));
  if (holds.has('all')) return [];
  if (holds.has('organisation')) return scopes.filter((scope) => scope === 'all');
  return scopes.filter((scope) => !holds.has(scope));
}
