import { findImitated, type HostReader, mixesAlphabets } from './deceptive-host.ts';
import type { Finding } from './finding.ts';
import {
  canonicalHost,
  findVisibleLinks,
  isIpAddress,
  isWithin,
  parseUrl,
  registrableOf,
  type VisibleLink,
} from './hosts.ts';

/** A link as shown and where it leads. */
export interface DeclaredLink {
  shown: string;
  targetUrl: string;
}

/** A text with its links, and whom it comes from. */
export interface LinkedText {
  text: string;
  links: readonly DeclaredLink[];
  /** Hosts that the organisation declared. */
  organisationHosts: readonly string[];
}

export interface LinkTools extends HostReader {
  /** Hosts of services that hide where a link leads. */
  shorteners: ReadonlySet<string>;
}

/** Schemes that run code or show what the sender wrote as if it were a site. */
const DANGEROUS = new Set(['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'filesystem:']);

/** Schemes that open a call, a mail or a map, and show where they lead. */
const HARMLESS = new Set(['mailto:', 'tel:', 'sms:', 'geo:']);

interface Context {
  hosts: readonly string[];
  tools: LinkTools;
}

/** What speaks against the links of a text: those that are declared, and those that it shows. */
export function findLinkFaults(linked: LinkedText, tools: LinkTools): Finding[] {
  const hosts = linked.organisationHosts.map(canonicalHost).filter((host) => host !== null);
  const context = { hosts, tools };
  const visible = findVisibleLinks(linked.text);
  return [
    ...linked.links.flatMap((link) => checkDeclared(link, context)),
    ...visible.flatMap(({ url }) => checkTarget(url, context)),
    ...checkVisible(visible, linked.links),
  ];
}

function checkDeclared({ shown, targetUrl }: DeclaredLink, context: Context): Finding[] {
  const url = parseUrl(targetUrl);
  if (url === null) {
    return [finding('LINK_UNPARSEABLE', 1, 'A link’s target is no URL that a browser could open.')];
  }
  if (DANGEROUS.has(url.protocol)) {
    const explanation = `A link’s target has the scheme "${url.protocol}", which leads to no site.`;
    return [finding('LINK_DANGEROUS_SCHEME', 1, explanation)];
  }
  if (HARMLESS.has(url.protocol)) return [];
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    const explanation = `A link’s target has the unusual scheme "${clip(url.protocol)}".`;
    return [finding('LINK_UNUSUAL_SCHEME', 0.5, explanation)];
  }
  return [...checkShown(shown, url), ...checkTarget(url, context)];
}

/** Shown words that name no host promise nothing. */
function checkShown(shown: string, target: URL): Finding[] {
  const leadsTo = registrableOf(target.hostname);
  return findVisibleLinks(shown)
    .filter(({ url }) => registrableOf(url.hostname) !== leadsTo)
    .map(({ url }) =>
      finding(
        'LINK_MISMATCH',
        0.9,
        `The link shows "${url.hostname}", but leads to "${target.hostname}".`,
      ),
    );
}

function checkTarget(url: URL, context: Context): Finding[] {
  const { hostname } = url;
  const findings: Finding[] = [];
  if (url.username !== '' || url.password !== '') {
    const before = `What stands before the "@" in a link is no site; it leads to "${hostname}".`;
    findings.push(finding('LINK_MISMATCH', 0.95, before));
  }
  if (isIpAddress(hostname)) {
    const explanation = `A link leads to the bare address "${hostname}", which names nobody.`;
    return [...findings, finding('LINK_MISMATCH', 0.8, explanation)];
  }
  findings.push(...checkSpelling(hostname, context));
  if (isWithin(hostname, context.tools.shorteners)) {
    const explanation = `"${hostname}" hides where its links lead.`;
    findings.push(finding('LINK_SHORTENER', 0.5, explanation));
  }
  if (!isWithin(hostname, context.hosts)) {
    const explanation = `"${hostname}" is not among the hosts that the organisation declared.`;
    findings.push(finding('LINK_UNDECLARED_HOST', 0.4, explanation));
  }
  return findings;
}

function checkSpelling(hostname: string, { hosts, tools }: Context): Finding[] {
  const imitated = findImitated(registrableOf(hostname), hosts, tools);
  if (imitated !== null) {
    const explanation = `"${hostname}" is spelled to look like "${imitated}".`;
    return [finding('LINK_MISMATCH', 0.95, explanation)];
  }
  if (!mixesAlphabets(hostname, tools)) return [];
  const explanation = `"${hostname}" mixes letters of several alphabets that look alike.`;
  return [finding('LINK_MISMATCH', 0.9, explanation)];
}

/** With declared links, every host that the text shows must be where one of them leads, or be what one shows. */
function checkVisible(visible: VisibleLink[], links: readonly DeclaredLink[]): Finding[] {
  if (links.length === 0) return [];
  const accounted = new Set(
    links.flatMap(({ shown, targetUrl }) => {
      const target = parseUrl(targetUrl);
      const named = findVisibleLinks(shown).map(({ url }) => registrableOf(url.hostname));
      return target === null ? named : [...named, registrableOf(target.hostname)];
    }),
  );
  return visible
    .filter(({ url }) => !accounted.has(registrableOf(url.hostname)))
    .map(({ url, explicit }) => {
      const explanation = `The text shows "${url.hostname}", but no declared link leads there.`;
      // Without a scheme or a path it may be a full stop that lacks its space.
      return finding('LINK_MISMATCH', explicit ? 0.8 : 0.5, explanation);
    });
}

function finding(code: Finding['code'], score: number, explanation: string): Finding {
  return { code, score, explanation };
}

/** A scheme can be as long as its writer likes; an explanation is one sentence. */
function clip(text: string): string {
  const limit = 40;
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}
