import { hash } from 'node:crypto';
import { PAGE_STYLE } from '../domain/page-style.ts';

const STYLE_DIGEST = hash('sha256', PAGE_STYLE, 'base64');

/** Nothing is loaded, nothing runs, nothing frames the page; its forms go to itself. */
const CONTENT_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_DIGEST}'`,
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * On every answer. A link is a secret of one person: it must not stay in caches or indexes, nor travel on in a Referer. There
 * are no cookies to protect.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_POLICY,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), browsing-topics=()',
};
