import { err, ok, type Result } from '@hustings/kernel';

/** A code that was sent to a sender's own number. */
export interface VerificationCode {
  /** Keyed digest of the code, hex. */
  digest: string;
  expiresAtUs: bigint;
  attemptsLeft: number;
  /** When the last codes were requested, oldest first, at most `CODES_PER_DAY`. */
  requestedAtUs: bigint[];
}

export type CodeRejection =
  | { reason: 'CODE_EXPIRED' | 'CODE_USED_UP' }
  | { reason: 'CODE_REQUESTED_TOO_SOON'; retryAtUs: bigint };

/** Time for a text message to arrive and a person to type six digits. */
export const CODE_LIFETIME_US = 600_000_000n;

/**
 * Five guesses at a six-digit code, five codes a day: who does not hold the number gets in with a chance of 25 in a
 * million a day.
 */
export const CODE_ATTEMPTS = 5;
export const CODES_PER_DAY = 5;

const DAY_US = 86_400_000_000n;

/** A code that is on its way should not be overtaken by the next, nor the number be flooded. */
const CODE_INTERVAL_US = 30_000_000n;

/** A code as it is recorded. */
interface RequestedCode {
  codeDigest: string;
  expiresAtUs: bigint;
}

/** A new code, unless too many were requested. */
export function requestCode(
  command: { codeDigest: string; nowUs: bigint },
  last: VerificationCode | null,
): Result<RequestedCode, CodeRejection> {
  const { codeDigest, nowUs } = command;
  const retryAtUs = nextRequestAtUs(last?.requestedAtUs ?? []);
  if (nowUs < retryAtUs) return err({ reason: 'CODE_REQUESTED_TOO_SOON', retryAtUs });
  return ok({ codeDigest, expiresAtUs: nowUs + CODE_LIFETIME_US });
}

function nextRequestAtUs(requestedAtUs: bigint[]): bigint {
  const newest = requestedAtUs.at(-1);
  if (newest === undefined) return 0n;
  const afterInterval = newest + CODE_INTERVAL_US;
  const oldest = requestedAtUs[requestedAtUs.length - CODES_PER_DAY];
  if (oldest === undefined) return afterInterval;
  const afterDay = oldest + DAY_US;
  return afterDay > afterInterval ? afterDay : afterInterval;
}

/** `attemptsLeft` is null when the code was right, else how many attempts remain. */
export function checkCode(
  given: { codeDigest: string; nowUs: bigint },
  code: VerificationCode | null,
): Result<{ attemptsLeft: number | null }, CodeRejection> {
  if (code === null || given.nowUs >= code.expiresAtUs) return err({ reason: 'CODE_EXPIRED' });
  if (code.attemptsLeft === 0) return err({ reason: 'CODE_USED_UP' });
  // Digests are keyed, so the time that a comparison takes tells nothing about the code.
  return ok({ attemptsLeft: given.codeDigest === code.digest ? null : code.attemptsLeft - 1 });
}

/** The code's state after a request. */
export function withRequestedCode(
  code: RequestedCode,
  last: VerificationCode | null,
): VerificationCode {
  const requestedAtUs = code.expiresAtUs - CODE_LIFETIME_US;
  return {
    digest: code.codeDigest,
    expiresAtUs: code.expiresAtUs,
    attemptsLeft: CODE_ATTEMPTS,
    requestedAtUs: [...(last?.requestedAtUs ?? []), requestedAtUs].slice(-CODES_PER_DAY),
  };
}
