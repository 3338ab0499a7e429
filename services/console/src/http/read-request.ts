import type { IncomingMessage } from 'node:http';
import { readBody } from '@hustings/service-kit';
import { clientOf } from '../domain/client-limit.ts';
import { SCOPE_NAMES, type ScopeName } from '../domain/link-page.ts';

/** A form of two short fields. */
const MAX_BODY_BYTES = 1_024;

/** A link is some 250 characters; the ledger refuses what has more than 1,000. */
const LINK_PATH = /^\/o\/([A-Za-z0-9_.-]{1,1000})$/;

/** Where a request goes. `token` is null for every path but a link's. */
export interface Place {
  path: string;
  token: string | null;
  /** Language that the person chose on a page; '' = none. */
  chosenLanguage: string;
}

/** Null when the request's target is none. */
export function placeOf({ url = '' }: IncomingMessage): Place | null {
  if (!url.startsWith('/') || !URL.canParse(url, 'http://page')) return null;
  const { pathname, searchParams } = new URL(url, 'http://page');
  const token = LINK_PATH.exec(pathname)?.[1] ?? null;
  return { path: pathname, token, chosenLanguage: searchParams.get('lang') ?? '' };
}

/** True for a program that asks for JSON and not for a page. */
export function wantsJson({ headers }: IncomingMessage): boolean {
  const accept = headers.accept ?? '';
  return accept.includes('application/json') && !accept.includes('text/html');
}

/**
 * The client's address, as far as the proxies in front can be trusted: each appends whom it was asked by, so the one that counts stands
 * that many places from the end. Never logged.
 */
export function clientAddress(
  { headers, socket }: IncomingMessage,
  trustedProxies: number,
): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
  const told = trustedProxies === 0 ? undefined : forwarded.at(-trustedProxies)?.trim();
  return clientOf(told || (socket.remoteAddress ?? ''));
}

/** What the form of a page sent. Absent fields mean the page's usual choice. */
export interface FormFields {
  act: 'stop' | 'start';
  scope: ScopeName;
}

/** Null when it is no form of a page. */
export async function readForm(request: IncomingMessage): Promise<FormFields | null> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === null) return null;
  const fields = new URLSearchParams(body.toString('utf8'));
  const act = fields.get('act') ?? 'stop';
  const chosen = fields.get('scope') ?? 'organisation';
  const scope = SCOPE_NAMES.find((name) => name === chosen);
  if (scope === undefined || (act !== 'stop' && act !== 'start')) return null;
  return { act, scope };
}
