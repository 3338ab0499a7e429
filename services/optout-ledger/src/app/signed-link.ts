import { hash, timingSafeEqual } from 'node:crypto';
import { LinkClaims, type LinkPurpose } from '@hustings/contracts/optout';
import { encodeMessage } from '@hustings/contracts/wire';
import { err, ok, type Result } from '@hustings/kernel';
import type { Ledger } from './ledger.ts';

/** Why a link does not count. */
export type LinkFault =
  /** It was not issued here, or was changed. */
  | { reason: 'LinkForged' }
  | { reason: 'LinkExpired' }
  /** It serves another purpose. */
  | { reason: 'LinkPurposeMismatch' };

/** 128 bits of the keyed digest, hex: short enough for a text message, too long to guess. */
const TAG_CHARS = 32;

/** Claims are some 150 bytes; whatever is longer was not made here. */
const MAX_TOKEN_CHARS = 1_000;
const TOKEN = /^([A-Za-z0-9_-]+)\.([0-9a-f]{32})$/;

/** Signs claims. The token holds no personal data and says the same to whoever reads it. */
export function signLink(ledger: Pick<Ledger, 'vault'>, claims: LinkClaims): string {
  const body = Buffer.from(encodeMessage(LinkClaims, claims)).toString('base64url');
  return `${body}.${tagOf(ledger, body)}`;
}

/** The claims of a token, if it was made here, serves the purpose and has not expired; nothing is parsed before it is verified. */
export function verifyLink(
  ledger: Pick<Ledger, 'vault' | 'clock'>,
  token: string,
  purpose: LinkPurpose | null,
): Result<LinkClaims, LinkFault> {
  const [, body = '', tag = ''] = token.length > MAX_TOKEN_CHARS ? [] : (TOKEN.exec(token) ?? []);
  if (!isSame(tag, tagOf(ledger, body)) || body === '') return err({ reason: 'LinkForged' });
  const claims = LinkClaims.decode(Buffer.from(body, 'base64url'));
  if (purpose !== null && claims.purpose !== purpose) return err({ reason: 'LinkPurposeMismatch' });
  const nowS = ledger.clock.nowUs() / 1_000_000n;
  return claims.expiresAtS < nowS ? err({ reason: 'LinkExpired' }) : ok(claims);
}

/** Names a token in the log without letting anybody use it from there. */
export function linkIdOf(ledger: Pick<Ledger, 'vault'>, token: string): string {
  return `tok-${ledger.vault.keyedDigest('link-id', token).slice(0, 24)}`;
}

function tagOf({ vault }: Pick<Ledger, 'vault'>, body: string): string {
  return vault.keyedDigest('signed-link', body).slice(0, TAG_CHARS);
}

/** Both sides are hashed first, so that the comparison takes the same time for every tag. */
function isSame(given: string, right: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', right, 'buffer'));
}
