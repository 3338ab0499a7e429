import { randomBytes, randomInt } from 'node:crypto';
import type { Secrets } from '../ports/secrets.ts';

const SECRET_BYTES = 32;
const CODE_DIGITS = 6;

/** Secrets from the platform's cryptographic random source. */
export const systemSecrets: Secrets = {
  secret: () => randomBytes(SECRET_BYTES).toString('base64url'),
  code: () => String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0'),
};
