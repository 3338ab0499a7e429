import { getDomain, parse } from 'tldts';

/** Top-level domains that are reserved for documentation and tests (RFC 2606 §2, RFC 6761). */
const RESERVED = new Set(['example', 'test', 'invalid', 'localhost']);

const TOKENS = /[^\s<>"'`“”„«»‹›()[\]{}|,;]+/g;
const EDGES = /^[.:!?¡¿…*_~-]+|[.:!?…*_~]+$/g;
const WITH_SCHEME = /^https?:\/\//i;
const BARE_HOST = /^(?:[\p{L}\p{N}_-]+\.)+[\p{L}\p{N}-]{2,63}\.?(?::\d{1,5})?(?:[/?#]\S*)?$/u;

/** A web link that a text shows. */
export interface VisibleLink {
  url: URL;
  /** True when the text spells it as a link: with a scheme, "www." or a path, and not only "party.example". */
  explicit: boolean;
}

/** A URL by the WHATWG standard, as browsers read it; null when they could not. */
export function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** The domain that somebody registered: "party.example" for "go.party.example". IP addresses stand for themselves. */
export function registrableOf(host: string): string {
  return getDomain(host, { allowPrivateDomains: true }) ?? withoutDot(host);
}

/** True for a host that is one of these or lies below one of them. Hosts are in ASCII form. */
export function isWithin(host: string, owners: Iterable<string>): boolean {
  const plain = withoutDot(host);
  for (const owner of owners) if (plain === owner || plain.endsWith(`.${owner}`)) return true;
  return false;
}

/** A host as the URL standard writes it, in ASCII and lower case; null when it is none. */
export function canonicalHost(host: string): string | null {
  const url = parseUrl(`https://${host.trim()}`);
  return url === null || url.hostname === '' ? null : withoutDot(url.hostname);
}

/** True for IPv4 and IPv6 addresses in a URL's host, which the standard has brought into one form. */
export function isIpAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}

/** The web links that a phone would make of a text, in reading order. E-mail addresses are none. */
export function findVisibleLinks(text: string): VisibleLink[] {
  const links: VisibleLink[] = [];
  for (const [token] of text.matchAll(TOKENS)) {
    if (!token.includes('.') && !token.includes(':')) continue;
    const link = readVisibleLink(token.replace(EDGES, ''));
    if (link !== null) links.push(link);
  }
  return links;
}

function readVisibleLink(token: string): VisibleLink | null {
  if (WITH_SCHEME.test(token)) {
    const url = parseUrl(token);
    return url === null ? null : { url, explicit: true };
  }
  if (!BARE_HOST.test(token)) return null;
  const url = parseUrl(`https://${token}`);
  if (url === null || !hasKnownSuffix(url.hostname)) return null;
  return { url, explicit: /^www\.|\//i.test(token) };
}

function hasKnownSuffix(hostname: string): boolean {
  const { isIcann, isPrivate, isIp, publicSuffix } = parse(hostname);
  if (isIp === true) return false;
  return isIcann === true || isPrivate === true || RESERVED.has(publicSuffix ?? '');
}

function withoutDot(host: string): string {
  return host.endsWith('.') ? host.slice(0, -1) : host;
}
