import { createHash, hkdfSync } from 'node:crypto';
import { ed25519KeyOf } from '@hustings/merkle-log';
import type { HistorySigner } from '../ports/history-signer.ts';

const SEED_BYTES = 32;

/**
 * A signer whose key follows from the master key (64 hex digits) and nothing else: all replicas sign alike, over restarts, with
 * no further secret to keep.
 */
export function createHistorySigner(masterKey: string): HistorySigner {
  const secret = Buffer.from(masterKey, 'hex');
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'history-signing:v1', SEED_BYTES));
  const key = ed25519KeyOf(seed);
  const { publicKey } = key;
  return {
    publicKey: Buffer.from(publicKey).toString('hex'),
    keyId: createHash('sha256').update(publicKey).digest('hex').slice(0, 16),
    sign: (sha256) => Buffer.from(key.sign(sha256)).toString('hex'),
  };
}
