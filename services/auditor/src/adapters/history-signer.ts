import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import type { HistorySigner } from '../ports/history-signer.ts';

/** Before the seed in a PKCS #8 document of an Ed25519 key (RFC 8410 §7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

/**
 * A signer whose key follows from the master key (64 hex digits) and nothing else: all replicas sign alike, over restarts, with
 * no further secret to keep.
 */
export function createHistorySigner(masterKey: string): HistorySigner {
  const secret = Buffer.from(masterKey, 'hex');
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'history-signing:v1', SEED_BYTES));
  const der = Buffer.concat([PKCS8_HEAD, seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const raw = rawPublicKey(key);
  return {
    publicKey: raw.toString('hex'),
    keyId: createHash('sha256').update(raw).digest('hex').slice(0, 16),
    sign: (sha256) => sign(null, sha256, key).toString('hex'),
  };
}

function rawPublicKey(key: KeyObject): Buffer {
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  return Buffer.from(String(x), 'base64url');
}
